package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Burst;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those connections of one event loop that have something to write.
 *
 * <p>Whoever queues a message puts the connection on the list; the first one on the list leaves one
 * task to the loop, which writes for all. So a broadcast costs one task per loop, and what is sent
 * to a connection in one pass of the loop, or in one {@link Burst}, leaves in one flush.
 *
 * <pre>{@code
 * FlushList connectionsOf(Executor loop) {
 *   return new FlushList(loop, loop);
 * }
 *
 * FlushList.Entry placeOf(Runnable flush) { // of one connection, kept as long as that
 *   return new FlushList.Entry(flush);
 * }
 *
 * void send(Queue<ByteBuffer> queue, ByteBuffer frame, FlushList list, FlushList.Entry place) {
 *   queue.add(frame); // on any thread
 *   list.add(place);
 * }
 * }</pre>
 */
public final class FlushList {
  private static final Logger log = LoggerFactory.getLogger(FlushList.class);

  /** After so many rounds without an end to new work, others on this loop have their turn. */
  private static final int ROUNDS_PER_TASK = 4;

  private final Executor loop;
  private final Executor later;
  private final Runnable task = this::flushAll;
  private final Runnable wakeUp = this::wakeUp;

  /** The last one of the list; {@code IDLE} while there is nothing to write. */
  private final AtomicReference<Entry> last = new AtomicReference<>(Entry.IDLE);

  /**
   * Somebody's burst may be to leave the task to the loop. Set before anything that only that burst
   * would see to; where it is set for nothing, it costs an empty task.
   */
  private volatile boolean putOff;

  /** The place of one connection in the list, in which it is once at most. Compared by identity. */
  public static final class Entry {
    /** No task is under way. */
    private static final Entry IDLE = new Entry(() -> {});

    /** A task is under way and will look again. */
    private static final Entry BUSY = new Entry(() -> {});

    private final Runnable flush;
    private final AtomicBoolean listed = new AtomicBoolean();

    /** The one that was put on the list before. Handed over with the list. */
    private @Nullable Entry before;

    /**
     * Makes it, on no list.
     *
     * @param flush writes what is queued, on the event loop; may put the entry on the list again
     */
    public Entry(Runnable flush) {
      this.flush = flush;
    }
  }

  /**
   * An empty one.
   *
   * @param loop runs tasks on the event loop, one after the other
   * @param later as {@code loop}, but after that has looked after what is ready to be read; asked
   *     on the event loop only
   */
  public FlushList(Executor loop, Executor later) {
    this.loop = loop;
    this.later = later;
  }

  /**
   * Flushes soon. Thread-safe, does not block.
   *
   * @param entry the connection's; on this list always
   */
  public void add(Entry entry) {
    if (!putOff && Burst.isOpen()) {
      putOff = true;
    }
    if (entry.listed.get() || !entry.listed.compareAndSet(false, true)) {
      hasten();
      return;
    }
    Entry before;
    do {
      before = last.get();
      entry.before = before;
    } while (!last.compareAndSet(before, entry));
    if (before != Entry.IDLE) {
      hasten();
    } else if (!Burst.putOffWriting(wakeUp)) {
      loop.execute(task);
    }
  }

  /** The task may be left to the loop by the burst of another thread, for which nobody waits. */
  private void hasten() {
    if (putOff && !Burst.putOffWriting(wakeUp)) {
      wakeUp();
    }
  }

  private void wakeUp() {
    putOff = false;
    loop.execute(task);
  }

  private void flushAll() {
    boolean idle = false;
    try {
      idle = flushRounds();
    } finally { // whatever escapes, the list has a task as long as it is not idle
      if (!idle) {
        later.execute(task);
      }
    }
  }

  /** Flushes for a while; true if there is nothing left and the next one leaves a task. */
  private boolean flushRounds() {
    for (int round = 0; round < ROUNDS_PER_TASK; round++) {
      Entry due = reversed(last.getAndSet(Entry.BUSY));
      while (due != null) {
        Entry next = due.before; // before it takes its place on the list again
        due.before = null;
        due.listed.set(false);
        try {
          due.flush.run();
        } catch (Throwable t) { // the others, and the end of this task, do not depend on one
          log.error("a connection failed to write", t);
        }
        due = next;
      }
      if (last.compareAndSet(Entry.BUSY, Entry.IDLE)) {
        return true;
      }
    }
    return false;
  }

  /** Turns the list round, so that the first one comes first. */
  private static @Nullable Entry reversed(Entry latest) {
    Entry first = null;
    Entry entry = latest;
    while (entry != null && entry != Entry.IDLE && entry != Entry.BUSY) {
      Entry before = entry.before;
      entry.before = first;
      first = entry;
      entry = before;
    }
    return first;
  }
}
