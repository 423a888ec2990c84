package io.roomcast.transport.netty;

import io.netty.channel.EventLoop;
import io.roomcast.spi.transport.wire.FlushList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Our share of one of Netty's event loops: the connections on it, those of them that have something
 * to write, and one timer for all their deadlines.
 */
final class Loop implements Executor {
  private final EventLoop executor;
  private final long sweepMillis;
  private final Runnable sweepTask = this::sweep;

  private final FlushList flushes = new FlushList(this, this);

  // owned by the loop
  private final Set<Connection> connections = new HashSet<>();
  private final Set<Deadline> timed = new HashSet<>();
  private boolean sweepScheduled;

  Loop(EventLoop executor, long sweepMillis) {
    this.executor = executor;
    this.sweepMillis = sweepMillis;
  }

  /**
   * Runs the task on this loop, in order. Once the loop has ended there is nothing left to do but
   * to tell that it has; the common pool does that, since a caller must not be called back.
   */
  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException ended) {
      ForkJoinPool.commonPool().execute(task);
    }
  }

  /**
   * Runs the task after this loop has looked after what is ready to be read or written, and what is
   * due: tasks that are scheduled are taken up in the next round, others may be in this one. Only
   * on this loop.
   */
  void inNextTurn(Runnable task) {
    Future<?> unused = executor.schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  /** Those that have something to write. Any thread. */
  FlushList flushes() {
    return flushes;
  }

  // ---- connections and deadlines, only on this loop ----

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
  }

  /** The connections of this loop. */
  List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  /** A deadline was set. */
  void watch(Deadline deadline) {
    timed.add(deadline);
    if (!sweepScheduled) {
      sweepScheduled = true;
      Future<?> unused = executor.schedule(sweepTask, sweepMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** A deadline was cleared. */
  void unwatch(Deadline deadline) {
    timed.remove(deadline);
  }

  private void sweep() {
    sweepScheduled = false;
    long now = System.nanoTime();
    List<Deadline> over = new ArrayList<>(0);
    for (Deadline deadline : timed) {
      if (deadline.isOver(now)) {
        over.add(deadline);
      }
    }
    over.forEach(Deadline::act);
    if (!timed.isEmpty() && !executor.isShuttingDown()) {
      watch(timed.iterator().next());
    }
  }
}
