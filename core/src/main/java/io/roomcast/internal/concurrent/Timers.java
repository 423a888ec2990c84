package io.roomcast.internal.concurrent;

import java.time.Duration;

/** Runs short, non-blocking protocol work later. The source of time for everything in the core. */
public interface Timers {

  /** What is to come, unless it is cancelled. */
  interface Timeout {

    /** Forgets the task, if it has not begun. Idempotent. */
    void cancel();
  }

  /** Schedules {@code task}; it runs on the timer's thread. */
  Timeout schedule(Duration delay, Runnable task);

  /** The clock that measures the delays, which means nothing but by its differences. */
  default long nanoTime() {
    return System.nanoTime();
  }
}
