package io.roomcast.adapter.redis;

import java.util.regex.Pattern;

/** The ids of a stream's entries: two numbers of 64 bits without sign, milliseconds and a count. */
final class EntryId {
  /** Before the first entry that there can be. */
  static final String START = "0-0";

  private static final Pattern FORM = Pattern.compile("\\d{1,19}-\\d{1,19}"); // by far enough

  private EntryId() {}

  /** Whether it is one; clients say what they like. */
  static boolean is(String text) {
    return FORM.matcher(text).matches();
  }

  static boolean isNewer(String id, String other) {
    int first = Long.compareUnsigned(part(id, 0), part(other, 0));
    return first == 0 ? Long.compareUnsigned(part(id, 1), part(other, 1)) > 0 : first > 0;
  }

  /** The first that may follow; ranges that exclude their begin are of Redis 6.2 and later. */
  static String next(String id) {
    long count = part(id, 1) + 1;
    return count == 0
        ? Long.toUnsignedString(part(id, 0) + 1) + "-0"
        : Long.toUnsignedString(part(id, 0)) + "-" + Long.toUnsignedString(count);
  }

  private static long part(String id, int index) {
    int dash = id.indexOf('-');
    return Long.parseUnsignedLong(index == 0 ? id.substring(0, dash) : id.substring(dash + 1));
  }
}
