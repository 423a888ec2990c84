package io.roomcast.bench.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How garbage collections stopped a JVM.
 *
 * @param count how often
 * @param totalMicros how long together
 * @param longestMicros how long at most
 */
record Pauses(long count, double totalMicros, double longestMicros) {
  /** As all collectors have it; steps within a pause are indented further. */
  private static final Pattern PAUSE =
      Pattern.compile("^GC\\(\\d+\\) (?:\\w: )?Pause .* (\\d+\\.\\d+)ms$", Pattern.MULTILINE);

  /** Those in the log of a JVM, which has the tags {@code gc} and {@code gc,phases}. */
  static Pauses in(String log) {
    long count = 0;
    double total = 0;
    double longest = 0;
    for (Matcher pause = PAUSE.matcher(log); pause.find(); count++) {
      double micros = 1000 * Double.parseDouble(pause.group(1));
      total += micros;
      longest = Math.max(longest, micros);
    }
    return new Pauses(count, total, longest);
  }
}
