package io.roomcast.internal.http;

import io.roomcast.internal.concurrent.FixedBound;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests wait for the user's handlers: so many are at work at a time, which leaves the
 * executor's other threads to the sockets, and so many more stand in line. Thread-safe, never
 * blocks.
 */
final class HandlerLine {
  /** Half the threads of the default pool. */
  static final int MAX_AT_WORK = 128;

  static final int MAX_WAITING = FixedBound.HTTP_HANDLERS.max();

  private static final Logger log = LoggerFactory.getLogger(HandlerLine.class);

  private final Executor executor;
  private final int maxAtWork;
  private final int maxWaiting;
  private final Object lock = new Object();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int atWork;

  HandlerLine(Executor executor) {
    this(executor, MAX_AT_WORK, MAX_WAITING);
  }

  HandlerLine(Executor executor, int maxAtWork, int maxWaiting) {
    this.executor = executor;
    this.maxAtWork = maxAtWork;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Runs {@code work} on the executor, now or in its turn; false where the line is full.
   *
   * @throws RejectedExecutionException if the executor refuses; the work is then forgotten
   */
  boolean offer(Runnable work) {
    synchronized (lock) {
      if (atWork == maxAtWork) {
        if (waiting.size() == maxWaiting) {
          return false;
        }
        waiting.add(work);
        return true;
      }
      atWork++;
    }
    boolean taken = false;
    try {
      executor.execute(() -> run(work));
      taken = true;
    } finally {
      if (!taken) {
        synchronized (lock) {
          atWork--; // those in line are left to whoever is at work
        }
      }
    }
    return true;
  }

  private void run(Runnable first) {
    for (Runnable work = first; work != null; work = handOver(next())) {
      try {
        work.run();
      } catch (Throwable e) { // those in line come all the same
        log.error("a request failed", e);
      }
    }
  }

  /** The next in line takes the place of one that is done; with nobody there it is free. */
  private @Nullable Runnable next() {
    synchronized (lock) {
      Runnable next = waiting.poll();
      if (next == null) {
        atWork--;
      }
      return next;
    }
  }

  /** By the executor, where others wait too; returned if that refuses, to be done right here. */
  private @Nullable Runnable handOver(@Nullable Runnable next) {
    if (next == null) {
      return null;
    }
    try {
      executor.execute(() -> run(next));
      return null;
    } catch (RejectedExecutionException e) {
      return next;
    }
  }
}
