package io.roomcast.bench.load;

import org.HdrHistogram.Histogram;

/**
 * The latencies of the windows that count; what happens outside of them is forgotten. Not
 * thread-safe.
 */
final class Clock {
  private static final long LONGEST_NANOS = 120_000_000_000L;
  private static final int DIGITS = 3;

  private final Histogram window = new Histogram(LONGEST_NANOS, DIGITS);
  private final Histogram counted = new Histogram(LONGEST_NANOS, DIGITS);
  private boolean running;

  /** Begins a window. */
  void start() {
    window.reset();
    running = true;
  }

  /** Goes on with a window. */
  void resume() {
    running = true;
  }

  /** Interrupts or ends a window. */
  void stop() {
    running = false;
  }

  /** Adds the window that ended. */
  void count() {
    counted.add(window);
  }

  void record(long nanos) {
    if (running) {
      window.recordValue(Math.min(Math.max(nanos, 0), LONGEST_NANOS));
    }
  }

  /** All that counts. */
  Histogram histogram() {
    return counted;
  }
}
