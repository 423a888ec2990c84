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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our share of one of Netty's event loops: the connections on it, those of them that have something
 * to write, and one timer for all their deadlines.
 *
 * <p>Whoever queues a message puts the connection on a list; the first one on the list leaves one
 * task to the loop, which writes for all. So a broadcast costs one task per loop, and what is sent
 * to a connection in one pass of the loop leaves in one flush.
 */
final class Loop implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  /** After so many rounds without an end to new work, others on this loop have their turn. */
  private static final int ROUNDS_PER_TASK = 4;

  private final EventLoop executor;
  private final long sweepMillis;
  private final Runnable writeTask = this::writeAll;
  private final Runnable sweepTask = this::sweep;

  /** The last one of the list; {@code IDLE} while there is nothing to write. */
  private final AtomicReference<Turn> dirty = new AtomicReference<>(Turn.IDLE);

  // owned by the loop
  private final Set<Connection> connections = new HashSet<>();
  private final Set<Deadline> timed = new HashSet<>();
  private boolean sweepScheduled;

  /**
   * The place of one connection in the list of those with something to write, the latest one first.
   * It is in the list once at most. Compared by identity.
   */
  static final class Turn {
    /** No task is under way. */
    static final Turn IDLE = new Turn(() -> {});

    /** A task is under way and will look again. */
    static final Turn BUSY = new Turn(() -> {});

    private final Runnable write;

    /** Handed over with the list. */
    private @Nullable Turn before;

    Turn(Runnable write) {
      this.write = write;
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

  /**
   * Runs the task after this loop has looked after what is ready to be read or written, and what is
   * due: tasks that are scheduled are taken up in the next round, others may be in this one. Only
   * on this loop.
   */
  void inNextTurn(Runnable task) {
    Future<?> unused = executor.schedule(task, 0, TimeUnit.NANOSECONDS);
  }

  // ---- writing ----

  /** Writes soon for one whose turn is not on the list. Any thread. */
  void writeSoon(Turn turn) {
    Turn last;
    do {
      last = dirty.get();
      turn.before = last;
    } while (!dirty.compareAndSet(last, turn));
    if (last == Turn.IDLE) {
      execute(writeTask);
    }
  }

  private void writeAll() {
    boolean idle = false;
    try {
      idle = writeRounds();
    } finally { // whatever escapes, the list has a task as long as it is not idle
      if (!idle) {
        execute(writeTask);
      }
    }
  }

  /** Writes for a while; true if there is nothing left and the next one leaves a task. */
  private boolean writeRounds() {
    for (int round = 0; round < ROUNDS_PER_TASK; round++) {
      Turn due = reversed(dirty.getAndSet(Turn.BUSY));
      while (due != null) {
        Turn next = due.before; // before it takes its place on the list again
        due.before = null;
        try {
          due.write.run();
        } catch (Throwable t) { // the others, and the end of this task, do not depend on one
          log.error("a connection failed to write", t);
        }
        due = next;
      }
      if (dirty.compareAndSet(Turn.BUSY, Turn.IDLE)) {
        return true;
      }
    }
    return false;
  }

  /** Turns the list round, so that the first one comes first. */
  private static @Nullable Turn reversed(Turn last) {
    Turn first = null;
    Turn turn = last;
    while (turn != null && turn != Turn.IDLE && turn != Turn.BUSY) {
      Turn before = turn.before;
      turn.before = first;
      first = turn;
      turn = before;
    }
    return first;
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
