package io.roomcast.testing;

import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Timers with a clock that only moves when a test says so. Tasks run on the thread that advances
 * it, in the order of their time, and in the order of scheduling where that is equal.
 */
public final class ManualTimers implements Timers {
  private final Object lock = new Object();
  private final List<Entry> entries = new ArrayList<>();
  private long now;
  private long scheduledSoFar;

  private final class Entry implements Timeout {
    private final long due;
    private final long number;
    private final Runnable task;

    private Entry(long due, long number, Runnable task) {
      this.due = due;
      this.number = number;
      this.task = task;
    }

    @Override
    public void cancel() {
      synchronized (lock) {
        entries.remove(this);
      }
    }
  }

  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    synchronized (lock) {
      Entry entry = new Entry(now + delay.toNanos(), scheduledSoFar++, task);
      entries.add(entry);
      return entry;
    }
  }

  /** Moves the clock, and runs all that becomes due on the way, at its own time. */
  public void advance(Duration by) {
    long target;
    synchronized (lock) {
      target = now + by.toNanos();
    }
    for (Entry next = takeDue(target); next != null; next = takeDue(target)) {
      next.task.run();
    }
    synchronized (lock) {
      now = target;
    }
  }

  private Entry takeDue(long until) {
    synchronized (lock) {
      Entry next =
          entries.stream()
              .filter(entry -> entry.due <= until)
              .min(Comparator.<Entry>comparingLong(e -> e.due).thenComparingLong(e -> e.number))
              .orElse(null);
      if (next != null) {
        entries.remove(next);
        now = Math.max(now, next.due);
      }
      return next;
    }
  }

  @Override
  public long nanoTime() {
    synchronized (lock) {
      return now;
    }
  }

  /** How many tasks are to come. */
  public int pending() {
    synchronized (lock) {
      return entries.size();
    }
  }

  /** How many tasks were ever scheduled. */
  public long scheduled() {
    synchronized (lock) {
      return scheduledSoFar;
    }
  }
}
