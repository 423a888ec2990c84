package io.roomcast.transport.netty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When something is to be done unless it is put off again: there is one time at most. Owned by the
 * event loop, whose {@link Loop} looks at all of its deadlines from time to time.
 */
final class Deadline {
  private final Loop loop;
  private final Runnable action;
  private boolean set;
  private long at;

  /** {@code action} is what is to be done then, once each time. */
  Deadline(Loop loop, Runnable action) {
    this.loop = loop;
    this.action = action;
  }

  /** Sets it in place of the one before. */
  void after(Duration timeout) {
    at = System.nanoTime() + nanos(timeout);
    if (!set) {
      set = true;
      loop.watch(this);
    }
  }

  /** A duration in nanoseconds, cut to what can be added to the clock and compared. */
  static long nanos(Duration duration) {
    return Math.min(TimeUnit.NANOSECONDS.convert(duration), Long.MAX_VALUE / 4);
  }

  void clear() {
    if (set) {
      set = false;
      loop.unwatch(this);
    }
  }

  boolean isOver(long now) {
    return set && now - at >= 0;
  }

  void act() {
    clear();
    action.run();
  }
}
