package io.roomcast.testkit;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The "I/O thread" of an in-memory transport: one daemon thread that runs tasks in order, ends when
 * there is nothing to do, and comes back when there is. All state of connections is confined to it.
 */
final class InMemoryLoop implements Executor {
  private static final Logger log = LoggerFactory.getLogger(InMemoryTransport.class);

  private final ScheduledThreadPoolExecutor executor;

  InMemoryLoop() {
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "roomcast-in-memory-io");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  /** Runs a task after those given before. */
  @Override
  public void execute(Runnable task) {
    executor.execute(() -> contained(task));
  }

  Future<?> after(Duration delay, Runnable task) {
    return executor.schedule(() -> contained(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Calls code of others, which must not throw, but might: this thread serves everybody. */
  static void contained(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("a handler or listener of the in-memory transport threw; it must not", e);
    }
  }
}
