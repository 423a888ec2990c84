package io.roomcast.internal.engineio;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that only compute, at most as many as there are processors, and only while there is work:
 * no code of an application ever holds them up. They refuse what would have to wait behind too much
 * with {@link RejectedExecutionException}.
 */
final class CompressionThreads implements Executor {
  /** Those of all servers. */
  static final Executor SHARED =
      new CompressionThreads(Runtime.getRuntime().availableProcessors(), 1024);

  private final ThreadPoolExecutor pool;

  CompressionThreads(int maxThreads, int maxWaiting) {
    AtomicInteger ever = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            maxThreads,
            maxThreads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(maxWaiting),
            task -> {
              String name = "roomcast-compression-" + ever.incrementAndGet();
              Thread thread = new Thread(null, task, name, 0, false);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /** Threads that live now. */
  int threads() {
    return pool.getPoolSize();
  }
}
