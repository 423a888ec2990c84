package io.roomcast.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one line through per interval, so that nobody outside decides how much is logged. */
public final class LogThrottle {
  private static final long NEVER = Long.MIN_VALUE;

  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private final AtomicLong last = new AtomicLong(NEVER);

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  public LogThrottle(Duration interval, LongSupplier nanoClock) {
    this.intervalNanos = interval.toNanos();
    this.nanoClock = nanoClock;
  }

  /** Whether to log now. The first call passes. */
  public boolean pass() {
    long now = nanoClock.getAsLong();
    long before = last.get();
    return (before == NEVER || now - before >= intervalNanos) && last.compareAndSet(before, now);
  }
}
