package io.roomcast.transport.netty;

import io.roomcast.spi.transport.TransportException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Where the tasks of TLS handshakes are done in one run: arithmetic, and trust and key managers of
 * the application, which may block. So they delay no event loop. Thread-safe.
 */
final class TlsTasks implements Executor {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final ThreadPoolExecutor workers;

  /**
   * Creates it.
   *
   * @param threads how many there are at most
   * @param maxWaiting how many tasks may wait, of which a connection has one at a time
   * @param names a name for each thread from 0 on
   */
  TlsTasks(int threads, int maxWaiting, IntFunction<String> names) {
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(maxWaiting),
            task -> {
              Thread thread =
                  new Thread(task, names.apply(number.getAndUpdate(n -> (n + 1) % threads)));
              thread.setDaemon(true);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * Does the task on a thread where it may block.
   *
   * @throws RejectedExecutionException if too many wait, or after {@link #stop}; ends the handshake
   */
  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  /** Interrupts what is under way, drops what waits, and waits for the end. Blocks. */
  void stop(Duration patience) throws InterruptedException {
    workers.shutdownNow();
    if (!workers.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TransportException(
          "a TLS handshake does not end: a trust or key manager is blocking it");
    }
  }
}
