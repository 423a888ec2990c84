package io.roomcast.codec.msgpack;

import org.jspecify.annotations.Nullable;

/**
 * One {@link String} for a short text that comes again and again: a client decides how often, and a
 * string takes more memory than its bytes.
 */
final class RecentTexts {
  private static final int SLOTS = 64; // a power of two
  private static final int MAX_LENGTH = 20;

  private final @Nullable String[] texts = new @Nullable String[SLOTS];

  /** The string of these bytes, if it is known and plain ASCII. */
  @Nullable String find(byte[] bytes, int from, int length) {
    if (length == 0) {
      return "";
    } else if (length > MAX_LENGTH) {
      return null;
    }
    String known = texts[slot(bytes[from], bytes[from + length - 1], length)];
    if (known == null || known.length() != length) {
      return null;
    }
    for (int i = 0; i < length; i++) {
      if (known.charAt(i) != bytes[from + i]) {
        return null;
      }
    }
    return known;
  }

  /** Keeps a string that was made of so many bytes, if they are as many as its characters. */
  void keep(String text, int bytes) {
    if (bytes == text.length() && bytes <= MAX_LENGTH) {
      texts[slot(text.charAt(0), text.charAt(bytes - 1), bytes)] = text;
    }
  }

  private static int slot(int first, int last, int length) {
    return (31 * first + 7 * last + length) & (SLOTS - 1);
  }
}
