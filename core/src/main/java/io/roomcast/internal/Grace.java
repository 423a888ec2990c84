package io.roomcast.internal;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * How long a stop gives to what is queued: as long as the first who asks for it says, or less where
 * a later one does. Thread-safe.
 */
final class Grace {
  private static final Duration MAX = Duration.ofDays(365);

  private final LongSupplier nanoClock;
  private final Object lock = new Object();
  private OptionalLong end = OptionalLong.empty();

  /** Not begun. {@code nanoClock} counts as {@link System#nanoTime()} does. */
  Grace(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Whether it ends earlier from now on than it did before, or did not end at all. */
  boolean shorten(Duration to) {
    long newEnd = nanoClock.getAsLong() + bounded(to).toNanos();
    synchronized (lock) {
      boolean shorter = end.isEmpty() || newEnd - end.getAsLong() < 0;
      if (shorter) {
        end = OptionalLong.of(newEnd);
      }
      return shorter;
    }
  }

  /** A grace for ever must not overflow the clocks that measure it. */
  private static Duration bounded(Duration grace) {
    return grace.compareTo(MAX) > 0 ? MAX : grace;
  }

  /** What is left of it, zero at the least. It must have begun. */
  Duration left() {
    synchronized (lock) {
      return Duration.ofNanos(Math.max(0, end.orElseThrow() - nanoClock.getAsLong()));
    }
  }
}
