package io.roomcast.transport.javawebsocket;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
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
  private static final Logger logger = LoggerFactory.getLogger(TlsWire.class);
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final Tls tls;
  private final int threads;
  private final int maxWaiting;
  private final ThreadPoolExecutor workers;

  /** In their order, and easily taken back; guarded by itself. */
  private final Set<Runnable> waiting = new LinkedHashSet<>();

  private int working; // threads that are at work, or about to be; guarded likewise
  private boolean stopped; // guarded likewise
  private final Set<Thread> begun = ConcurrentHashMap.newKeySet();
  private final TlsLog log = new TlsLog(logger, System::nanoTime);

  TlsRun(Tls tls, String threadName, int threads, int maxWaiting) {
    this.tls = tls;
    this.threads = threads;
    this.maxWaiting = maxWaiting;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(), // holds no more than there are threads
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
    synchronized (waiting) {
      if (stopped || waiting.size() == maxWaiting) {
        throw new RejectedExecutionException(
            stopped ? "the transport has stopped" : "too many TLS handshakes wait: " + maxWaiting);
      }
      waiting.add(task);
      if (working == threads) {
        return;
      }
      working++;
    }
    workers.execute(this::work);
  }

  private void work() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) { // the others are others'
        logger.error("a task of a TLS handshake failed", e);
      }
    }
  }

  /** Null where none waits, and the thread is at work no more. */
  private @Nullable Runnable next() {
    synchronized (waiting) {
      Iterator<Runnable> tasks = waiting.iterator();
      if (!tasks.hasNext()) {
        working--;
        return null;
      }
      Runnable task = tasks.next();
      tasks.remove();
      return task;
    }
  }

  /** Takes back a task that has not begun; one that has goes on. */
  void withdraw(Runnable task) {
    synchronized (waiting) {
      waiting.remove(task);
    }
  }

  /** How many tasks have not begun. */
  int waiting() {
    synchronized (waiting) {
      return waiting.size();
    }
  }

  /** Interrupts what is under way and drops what waits. */
  void stop() {
    synchronized (waiting) {
      stopped = true;
      waiting.clear();
    }
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
