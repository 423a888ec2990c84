package io.roomcast.bench.report;

import io.roomcast.bench.measure.Spread;
import java.util.Locale;

/** Numbers for people. */
final class Numbers {
  /** Where there is none. */
  static final String NONE = "–";

  private Numbers() {}

  /** With so many digits after the point, and spaces between thousands. */
  static String text(double number, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", number).replace(',', '\u202f');
  }

  /** Without digits that say nothing. */
  static String plain(double number) {
    return number == Math.rint(number) ? text(number, 0) : String.valueOf(number);
  }

  /** The median, and the ends where there are several. */
  static String spread(Spread spread, int decimals) {
    String median = text(spread.median(), decimals);
    return spread.count() == 1
        ? median
        : "%s (%s–%s)"
            .formatted(median, text(spread.min(), decimals), text(spread.max(), decimals));
  }
}
