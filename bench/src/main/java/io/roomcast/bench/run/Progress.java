package io.roomcast.bench.run;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a run is. What is left is estimated, and the estimate follows how long it took so far.
 * Not thread-safe.
 */
final class Progress {
  private static final double MILLIS_PER_MINUTE = 60_000;
  private static final double ENOUGH = 0.02;

  private final int steps;
  private final double totalMillis;
  private final LongSupplier nanoTime;
  private final long begin;
  private int done;
  private double doneMillis;

  /**
   * A run that begins now.
   *
   * @param steps how many measurements there are
   * @param totalMillis how long they may take together
   * @param nanoTime the clock
   */
  Progress(int steps, long totalMillis, LongSupplier nanoTime) {
    this.steps = steps;
    this.totalMillis = Math.max(1, totalMillis);
    this.nanoTime = nanoTime;
    begin = nanoTime.getAsLong();
  }

  /** One of them is over. */
  void step(long estimatedMillis) {
    done++;
    doneMillis += estimatedMillis;
  }

  /** How long the others may take. */
  Duration left() {
    double elapsed = (nanoTime.getAsLong() - begin) / 1e6;
    double pace = doneMillis / totalMillis < ENOUGH ? 1 : elapsed / doneMillis;
    return Duration.ofMillis(Math.round(pace * Math.max(0, totalMillis - doneMillis)));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "[%d of %d, about %.0f min left]",
        done + 1,
        steps,
        Math.ceil(left().toMillis() / MILLIS_PER_MINUTE));
  }
}
