package io.roomcast.internal.concurrent;

import io.roomcast.spi.transport.Burst;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Watches over the bursts in which handlers run. What they send waits for those behind them only as
 * long as these make progress, and {@value #MOST_TICKS} ticks at most: a handler may block.
 */
public final class HandlerBursts {
  static final Duration TICK = Duration.ofMillis(4);
  private static final int MOST_TICKS = 4;

  private final Timers timers;

  /** In which something was put off. */
  private final Set<Watched> open = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean ticking = new AtomicBoolean();

  public HandlerBursts(Timers timers) {
    this.timers = timers;
  }

  /** A burst of the calling thread. */
  final class Watched {
    private final Burst burst = Burst.beginSending(this::watch);
    private volatile int steps; // written by the thread whose burst it is
    private int seen = -1; // confined to the ticks, as the next
    private int ticks;

    /** So many tasks are through. */
    void progress(int tasks) {
      steps = tasks;
      burst.stepDone();
    }

    /** On the thread that began it. */
    void end() {
      open.remove(this);
      burst.end();
    }

    private void watch() {
      if (open.add(this) && ticking.compareAndSet(false, true)) {
        tickLater();
      }
    }

    private void tick() {
      ticks++;
      int now = steps;
      if (now != seen && ticks < MOST_TICKS) {
        seen = now;
        return;
      }
      seen = -1;
      ticks = 0;
      open.remove(this); // before the release: what is put off from then on is watched anew
      burst.release();
    }
  }

  /** Begins one on the calling thread. */
  Watched begin() {
    return new Watched();
  }

  private void tickLater() {
    var unused = timers.schedule(TICK, this::tick);
  }

  private void tick() {
    try {
      open.forEach(Watched::tick);
    } finally {
      tickOn();
    }
  }

  private void tickOn() {
    if (open.isEmpty()) {
      ticking.set(false);
      if (open.isEmpty() || !ticking.compareAndSet(false, true)) {
        return;
      }
    }
    tickLater();
  }
}
