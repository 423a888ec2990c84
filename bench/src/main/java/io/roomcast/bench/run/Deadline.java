package io.roomcast.bench.run;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * When nothing is begun any more.
 *
 * @param nanoTime the clock
 * @param begin when the time began
 * @param most how many nanoseconds there are
 */
record Deadline(LongSupplier nanoTime, long begin, long most) {

  /** A time from now on, or none. */
  static Deadline in(Optional<Duration> time, LongSupplier nanoTime) {
    long most = time.map(Duration::toNanos).orElse(Long.MAX_VALUE);
    return new Deadline(nanoTime, nanoTime.getAsLong(), most);
  }

  /** Whether something that takes so long would be over before it. */
  boolean allows(long millis) {
    return nanoTime.getAsLong() - begin + millis * 1_000_000 <= most;
  }
}
