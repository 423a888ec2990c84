package io.roomcast.codec.msgpack;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;

/** Times as {@code Date.prototype.toJSON} writes them. */
final class IsoTime {
  private static final DateTimeFormatter MILLISECONDS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  private IsoTime() {}

  /** With milliseconds, or more digits where there is more to say. */
  static String format(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.MILLIS))
        ? MILLISECONDS.format(time)
        : time.toString();
  }
}
