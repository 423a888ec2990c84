package io.roomcast.internal.concurrent;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Lets so many at a time do something that takes a while, and ends on any thread; so many more wait
 * for their turn, in the order in which they came. Turns begin on an executor that refuses nothing.
 * Thread-safe, never blocks.
 */
public final class Turns {
  private final Executor executor;
  private final int places;
  private final int maxWaiting;
  private final Set<Runnable> waiting = new LinkedHashSet<>(); // guarded by this
  private int taken; // likewise

  public Turns(int places, int maxWaiting, Executor executor) {
    this.places = places;
    this.maxWaiting = maxWaiting;
    this.executor = executor;
  }

  /**
   * Runs {@code turn}, now or later; from then on its place is taken until somebody says that it is
   * {@link #over}. False where as many wait as may: it does not run then.
   */
  public boolean enter(Runnable turn) {
    synchronized (this) {
      if (taken == places) {
        return waiting.size() < maxWaiting && waiting.add(turn);
      }
      taken++;
    }
    executor.execute(turn);
    return true;
  }

  /**
   * It is not to wait any longer. False where it does not: it has run, is about to, or never is.
   */
  public synchronized boolean leave(Runnable turn) {
    return waiting.remove(turn);
  }

  /** One turn is over; to be called once for each. */
  public void over() {
    Runnable next;
    synchronized (this) {
      Iterator<Runnable> first = waiting.iterator();
      if (!first.hasNext()) {
        taken--;
        return;
      }
      next = first.next();
      first.remove();
    }
    executor.execute(next);
  }

  /** How many wait. */
  public synchronized int waiting() {
    return waiting.size();
  }
}
