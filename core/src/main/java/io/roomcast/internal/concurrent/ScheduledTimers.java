package io.roomcast.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers on one daemon thread, which exists from the first timer until {@link #close}. A cancelled
 * timer leaves nothing behind.
 */
public final class ScheduledTimers implements Timers, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduledTimers.class);

  private final ScheduledThreadPoolExecutor executor;

  /** Timers whose thread has the given name. */
  public ScheduledTimers(String threadName) {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** As the interface says; after {@link #close} the task is forgotten. */
  @Override
  public Timeout schedule(Duration delay, Runnable task) {
    try {
      Future<?> future =
          executor.schedule(
              () -> run(task), TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      return () -> {};
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) { // else it would vanish in a future that nobody asks
      log.error("A timer's task failed", failure);
    }
  }

  /** How many tasks are to come. */
  int pending() {
    return executor.getQueue().size();
  }

  /** Forgets all that is to come and lets the thread end. Does not wait for it. Idempotent. */
  @Override
  public void close() {
    executor.shutdown();
  }
}
