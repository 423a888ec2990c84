package io.roomcast.transport.netty;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Our share of one of Netty's event loops: the connections on it, those of them that have something
 * to write, and one timer for all their deadlines.
 *
 * <p>Whoever queues a message puts the connection on a list; the first one on the list leaves one
 * task to the loop, which writes for all. So a broadcast costs one task per loop, and what is sent
 * to a connection in one pass of the loop leaves in one flush.
 */
final class Loop implements Executor {
  /** After so many rounds without an end to new work, others on this loop have their turn. */
  private static final int ROUNDS_PER_TASK = 4;

  private final EventLoop executor;
  private final long sweepMillis;
  private final Runnable writeTask = this::writeAll;
  private final Runnable sweepTask = this::sweep;

  /** The last connection of the list; {@code IDLE} while there is nothing to write. */
  private final AtomicReference<DirtyList> dirty = new AtomicReference<>(DirtyList.IDLE);

  // owned by the loop
  private final Set<Connection> connections = new HashSet<>();
  private final Set<Connection> timed = new HashSet<>();
  private boolean sweepScheduled;

  /** The connections with something to write, the latest one first. Compared by identity. */
  private static final class DirtyList {
    /** No task is under way. */
    static final DirtyList IDLE = new DirtyList(null, null);

    /** A task is under way and will look again. */
    static final DirtyList BUSY = new DirtyList(null, null);

    final @Nullable Connection connection;
    final @Nullable DirtyList before;

    DirtyList(@Nullable Connection connection, @Nullable DirtyList before) {
      this.connection = connection;
      this.before = before;
    }
  }

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

  // ---- writing ----

  /** Writes for the connection soon. Any thread. */
  void writeSoon(Connection connection) {
    DirtyList before = dirty.getAndUpdate(list -> new DirtyList(connection, list));
    if (before == DirtyList.IDLE) {
      execute(writeTask);
    }
  }

  private void writeAll() {
    for (int round = 0; round < ROUNDS_PER_TASK; round++) {
      DirtyList list = dirty.getAndSet(DirtyList.BUSY);
      List<Connection> due = new ArrayList<>();
      while (list != null && list.connection != null) {
        due.add(list.connection);
        list = list.before;
      }
      for (int i = due.size() - 1; i >= 0; i--) {
        due.get(i).flushDue();
      }
      if (dirty.compareAndSet(DirtyList.BUSY, DirtyList.IDLE)) {
        return;
      }
    }
    execute(writeTask);
  }

  // ---- connections and deadlines, only on this loop ----

  void add(Connection connection) {
    connections.add(connection);
  }

  void remove(Connection connection) {
    connections.remove(connection);
    timed.remove(connection);
  }

  /** The connections of this loop. */
  List<Connection> connections() {
    return new ArrayList<>(connections);
  }

  /** Watches the deadline of a connection. */
  void watch(Connection connection) {
    timed.add(connection);
    if (!sweepScheduled) {
      sweepScheduled = true;
      Future<?> unused = executor.schedule(sweepTask, sweepMillis, TimeUnit.MILLISECONDS);
    }
  }

  /** The connection has no deadline any more. */
  void unwatch(Connection connection) {
    timed.remove(connection);
  }

  private void sweep() {
    sweepScheduled = false;
    long now = System.nanoTime();
    List<Connection> expired = new ArrayList<>(0);
    for (Connection connection : timed) {
      if (connection.isExpired(now)) {
        expired.add(connection);
      }
    }
    expired.forEach(Connection::expire);
    if (!timed.isEmpty() && !executor.isShuttingDown()) {
      watch(timed.iterator().next());
    }
  }
}
