package io.roomcast.codec.msgpack;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as {@code Date.prototype.toJSON} writes them. */
final class IsoTime {
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
  private static final int LAST_SHORT_YEAR = 9999;

  private IsoTime() {}

  /** With milliseconds, or more digits where there is more to say. */
  static String format(Instant time) {
    String text =
        time.equals(time.truncatedTo(ChronoUnit.MILLIS))
            ? MILLISECONDS.format(time)
            : time.toString();
    int year = time.atOffset(ZoneOffset.UTC).getYear();
    return year >= 0 && year <= LAST_SHORT_YEAR
        ? text
        // a sign and six digits (ECMA-262, section 21.4.1.32)
        : String.format(Locale.ROOT, "%+07d", year) + text.substring(text.indexOf('-', 1));
  }
}
