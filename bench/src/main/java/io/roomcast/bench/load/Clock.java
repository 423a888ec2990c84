package io.roomcast.bench.load;

import org.HdrHistogram.Histogram;

/** The latencies of the windows; what happens outside of them is not recorded. Not thread-safe. */
final class Clock {
  private static final long LONGEST_NANOS = 120_000_000_000L;
  private static final int DIGITS = 3;

  private final Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);
  private boolean running;

  void start() {
    running = true;
  }

  void stop() {
    running = false;
  }

  void record(long nanos) {
    if (running) {
      histogram.recordValue(Math.min(Math.max(nanos, 0), LONGEST_NANOS));
    }
  }

  Histogram histogram() {
    return histogram;
  }
}
