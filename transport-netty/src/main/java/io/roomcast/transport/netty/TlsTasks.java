package io.roomcast.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.Callbacks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the tasks of TLS handshakes are done in one run: arithmetic, and trust and key managers of
 * the application, which may block. So they delay no event loop. Thread-safe.
 *
 * <p>Each channel has a line of its own, which ends with it: clients that come and go leave nothing
 * that would keep others out. Threads that have nothing to do end.
 */
final class TlsTasks {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private final int threads;
  private final int maxWaiting;
  private final ThreadPoolExecutor workers;
  private final Object lock = new Object();

  /** Those that have a task, of which none is under way, in their order. Guarded by the lock. */
  private final Set<Line> ready = new LinkedHashSet<>();

  private int waiting; // tasks, in all lines
  private int working; // threads that are at work, or about to be
  private boolean stopped;

  /**
   * Creates it.
   *
   * @param threads how many there are at most
   * @param maxWaiting how many tasks may wait, of which a connection has one at a time
   * @param names a name for each thread from 0 on
   */
  TlsTasks(int threads, int maxWaiting, IntFunction<String> names) {
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
              return thread;
            });
    workers.allowCoreThreadTimeOut(true);
  }

  /**
   * For the tasks of one channel: they are done one after the other, on threads where they may
   * block, and those that have not begun when it closes are dropped. What cannot be taken, since
   * too many wait, or the channel or all of this has ended, is rejected, which ends the handshake.
   */
  Executor of(Channel channel) {
    Line line = new Line();
    ChannelFuture unused = channel.closeFuture().addListener(closed -> line.close());
    return line;
  }

  private final class Line implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>(1);
    private boolean busy; // one of its tasks is under way
    private boolean closed;

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
      workers.execute(TlsTasks.this::work);
    }

    private void close() {
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

  /** How many tasks have not begun. */
  int waiting() {
    synchronized (lock) {
      return waiting;
    }
  }

  /** Interrupts what is under way, drops what waits, and waits for the end. Blocks. */
  void stop(Duration patience) throws InterruptedException {
    synchronized (lock) {
      stopped = true;
      ready.clear();
    }
    workers.shutdownNow();
    if (!workers.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TransportException(
          "a TLS handshake does not end: a trust or key manager is blocking it");
    }
  }
}
