package io.roomcast.transport.javawebsocket;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;

/**
 * What the TLS connections of one run share: the configuration, the threads that do the expensive
 * part of handshakes and run the user's key and trust managers, and the log.
 *
 * <p>A connection has at most one task with these threads, and takes it back when it ends: so no
 * more tasks wait than connections may be open, and clients that come and go keep nobody else out.
 * Threads that have nothing to do end.
 */
final class TlsRun implements Executor {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Tls tls;
  private final ThreadPoolExecutor workers;
  private final Set<Thread> begun = ConcurrentHashMap.newKeySet();
  private final TlsLog log = new TlsLog(LoggerFactory.getLogger(TlsWire.class), System::nanoTime);

  TlsRun(Tls tls, String threadName, int threads, int maxWaiting) {
    this.tls = tls;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(maxWaiting),
            task -> {
              int next = number.getAndUpdate(n -> (n + 1) % threads);
              Thread thread = new Thread(task, threadName + "-tls-" + next);
              thread.setDaemon(true);
              begun.removeIf(each -> each.getState() == Thread.State.TERMINATED);
              begun.add(thread);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /** A new engine, from the context that is current now. Runs code of the user. */
  TlsEngine newEngine() {
    try {
      return new TlsEngine(tls.newEngine());
    } catch (SSLException e) {
      throw new IllegalStateException("the SSLContext makes engines that cannot begin", e);
    }
  }

  TlsLog log() {
    return log;
  }

  /**
   * Runs a task on a thread where it may block.
   *
   * @throws RejectedExecutionException if too many wait, or after {@link #stop}
   */
  @Override
  public void execute(Runnable task) {
    workers.execute(task);
  }

  /** Takes back a task that has not begun; one that has goes on. */
  void withdraw(Runnable task) {
    boolean unused = workers.remove(task);
  }

  /** How many tasks have not begun. */
  int waiting() {
    return workers.getQueue().size();
  }

  /** Interrupts what is under way and drops what waits. */
  void stop() {
    workers.shutdownNow();
  }

  /** Whether all threads end in time. Blocks. */
  boolean awaitEnd(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    boolean ended = workers.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    for (Thread thread : begun) { // each outlives the pool by a moment
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      ended &= !thread.isAlive();
    }
    return ended;
  }
}
