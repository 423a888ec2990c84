package io.roomcast.spi.transport.wire;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Threads for the tasks of TLS handshakes: arithmetic, and trust and key managers of the
 * application, which may block. So they delay no event loop. Thread-safe.
 *
 * <p>Each connection has a {@link Line} of its own, which ends with it: clients that come and go
 * leave nothing that would keep others out. Threads that have had nothing to do for 10 s end.
 *
 * <pre>{@code
 * HandshakeThreads threads =
 *     new HandshakeThreads(2, limits.maxConnections(), number -> "my-tls-" + number);
 * HandshakeThreads.Line line = threads.line(); // of a new connection
 * line.execute(() -> certificates.load()); // and what else may block
 * line.close(); // when the connection has ended
 * threads.stop();
 * }</pre>
 */
public final class HandshakeThreads {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final int threads;
  private final int maxWaiting;
  private final ThreadPoolExecutor workers;
  private final Set<Thread> begun = ConcurrentHashMap.newKeySet();
  private final Object lock = new Object();

  /** Those that have a task, of which none is under way, in their order. Guarded by the lock. */
  private final Set<Line> ready = new LinkedHashSet<>();

  private int waiting; // tasks, in all lines
  private int working; // threads that are at work, or about to be
  private boolean stopped;

  /**
   * No thread has begun yet.
   *
   * @param threads how many there are at most
   * @param maxWaiting how many tasks may wait, of which a connection has one at a time
   * @param names a name for each thread from 0 on
   */
  public HandshakeThreads(int threads, int maxWaiting, IntFunction<String> names) {
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
              Thread thread =
                  new Thread(task, names.apply(number.getAndUpdate(n -> (n + 1) % threads)));
              thread.setDaemon(true);
              begun.removeIf(each -> each.getState() == Thread.State.TERMINATED);
              begun.add(thread);
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * For the tasks of one connection.
   *
   * @return a new line, to be closed with the connection
   */
  public Line line() {
    return new Line();
  }

  /** The tasks of one connection: they are done one after the other. Thread-safe. */
  public final class Line implements Executor, AutoCloseable {
    private final Queue<Runnable> tasks = new ArrayDeque<>(1);
    private boolean busy; // one of its tasks is under way
    private boolean closed;

    private Line() {}

    /**
     * Does a task in its turn, on a thread where it may block. Does not block.
     *
     * @param task what it throws is logged
     * @throws RejectedExecutionException if too many wait, or the line or all of this has ended;
     *     the handshake cannot go on then
     */
    @Override
    public void execute(Runnable task) {
      synchronized (lock) {
        if (stopped || closed || waiting == maxWaiting) {
          throw new RejectedExecutionException(
              waiting == maxWaiting
                  ? "too many TLS handshakes wait: " + waiting
                  : "the connection, or the transport, has ended");
        }
        tasks.add(task);
        waiting++;
        if (busy) {
          return;
        }
        ready.add(this);
        if (working == threads) {
          return;
        }
        working++;
      }
      workers.execute(HandshakeThreads.this::work);
    }

    /** Drops the tasks that have not begun; one that has goes on. Harmless when closed. */
    @Override
    public void close() {
      synchronized (lock) {
        closed = true;
        waiting -= tasks.size();
        tasks.clear();
        ready.remove(this);
      }
    }
  }

  private void work() {
    for (Turn turn = next(); turn != null; turn = next()) {
      Callbacks.tell("the task of a TLS handshake", this, turn.task());
      end(turn.line());
    }
  }

  private record Turn(Line line, Runnable task) {}

  /** Whose turn it is; null where there is nothing to do, and the thread is at work no more. */
  private @Nullable Turn next() {
    synchronized (lock) {
      Iterator<Line> lines = ready.iterator();
      if (!lines.hasNext()) {
        working--;
        return null;
      }
      Line line = lines.next();
      lines.remove();
      line.busy = true;
      waiting--;
      return new Turn(line, line.tasks.remove());
    }
  }

  private void end(Line line) {
    synchronized (lock) {
      line.busy = false;
      if (!line.tasks.isEmpty() && !stopped) {
        ready.add(line);
      }
    }
  }

  /**
   * How many tasks have not begun.
   *
   * @return of all lines
   */
  public int waiting() {
    synchronized (lock) {
      return waiting;
    }
  }

  /** Interrupts what is under way and drops what waits. Does not block. */
  public void stop() {
    synchronized (lock) {
      stopped = true;
      ready.clear();
    }
    workers.shutdownNow();
  }

  /**
   * Waits for the end of all threads, after {@link #stop}. Blocks.
   *
   * @param patience how long
   * @return false if a trust or key manager still holds one
   * @throws InterruptedException if the caller is interrupted
   */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    boolean ended = workers.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
    for (Thread thread : begun) { // each outlives the pool by a moment
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      ended &= !thread.isAlive();
    }
    return ended;
  }
}
