package io.roomcast.spi.transport;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one thread does in a row, so that what it causes on other threads is done in one go. A
 * broadcast wakes an I/O thread once instead of once for each member; what handlers emit in a row
 * leaves in one write for each receiver; and what a client sent in a row is handled in a row.
 *
 * <p>The core opens the bursts in which is sent, transports those in which they hand over what they
 * have read. Only the waking of other threads is put off, never the queueing, and not for long:
 * until the burst ends, or for a few milliseconds where the handler of an application blocks in it.
 *
 * <p>A transport that queues messages for its I/O threads asks before it wakes one:
 *
 * <pre>{@code
 * void send(Queue<OutboundMessage> queue, OutboundMessage message, Runnable wakeUp) {
 *   queue.add(message);
 *   if (!Burst.putOffWriting(wakeUp)) { // the same object each time
 *     wakeUp.run();
 *   }
 * }
 * }</pre>
 *
 * <p>and where it hands over what it has read, which one read may have brought several messages of:
 *
 * <pre>{@code
 * void handOver(List<String> messages, WebSocketListener listener) {
 *   Burst burst = Burst.beginReading();
 *   try {
 *     messages.forEach(listener::onText);
 *   } finally {
 *     burst.end();
 *   }
 * }
 * }</pre>
 *
 * <p>Both are matters of speed: a transport may do without. {@link
 * io.roomcast.spi.transport.wire.FlushList} and {@link
 * io.roomcast.spi.transport.wire.WebSocketEndpoint} do it for those that use them. Has no
 * counterpart in Socket.IO.
 */
public final class Burst {
  private static final Logger log = LoggerFactory.getLogger(Burst.class);
  private static final ThreadLocal<@Nullable Burst> CURRENT = new ThreadLocal<>();

  private final boolean reading;
  private final @Nullable Runnable watch;
  private final Queue<Runnable> putOff = new ArrayDeque<>(2); // guarded by this

  /** One of them; written under the lock. */
  private volatile @Nullable Runnable latest;

  // owned by the thread whose burst it is
  private int depth;
  private boolean hastened;

  private Burst(boolean reading, @Nullable Runnable watch) {
    this.reading = reading;
    this.watch = watch;
  }

  /**
   * Begins to send; inside another burst it is a part of that one. Does not block. {@link #end} is
   * to follow on the same thread, in a {@code finally}.
   *
   * @return the burst that the thread is in now
   */
  public static Burst beginSending() {
    return begin(false, null);
  }

  /**
   * As {@link #beginSending()}, where code of applications runs in it.
   *
   * @param watch called on the thread when something is put off and nothing was before; is to see
   *     to it that {@link #release} comes soon, whatever the thread does; unheard inside another
   * @return the burst that the thread is in now
   */
  public static Burst beginSending(Runnable watch) {
    return begin(false, watch);
  }

  /**
   * Begins to hand over what was read, which keeps the threads of handlers waiting, too. Otherwise
   * as {@link #beginSending}. No code of applications may run in it.
   *
   * @return the burst that the thread is in now
   */
  public static Burst beginReading() {
    return begin(true, null);
  }

  private static Burst begin(boolean reading, @Nullable Runnable watch) {
    Burst burst = CURRENT.get();
    if (burst == null) {
      burst = new Burst(reading, watch);
      CURRENT.set(burst);
    }
    burst.depth++;
    return burst;
  }

  /** Ends what was begun; what was put off is done with the end of the outermost. */
  public void end() {
    depth--;
    if (depth == 0) {
      CURRENT.remove();
      release();
    }
  }

  /**
   * Whether the calling thread is in a burst.
   *
   * @return true if so
   */
  public static boolean isOpen() {
    return CURRENT.get() != null;
  }

  /**
   * Puts the waking of an I/O thread off, if the calling thread is in a burst. Does not block.
   *
   * @param wakeUp thread-safe, neither blocks nor throws; one object for each thread that is to be
   *     woken, which runs it once for all the times that it was put off, on this thread or another
   * @return false if the thread is in none: then nothing is put off
   */
  public static boolean putOffWriting(Runnable wakeUp) {
    Burst burst = CURRENT.get();
    if (burst == null) {
      return false;
    }
    burst.add(wakeUp);
    return true;
  }

  /**
   * Puts the waking of handlers' threads off, if the calling thread hands over what it has read.
   * Otherwise as {@link #putOffWriting}.
   *
   * @param wakeUp as there
   * @return false if the thread is in no such burst: then nothing is put off
   */
  public static boolean putOffHandling(Runnable wakeUp) {
    Burst burst = CURRENT.get();
    if (burst == null || !burst.reading) {
      return false;
    }
    burst.add(wakeUp);
    return true;
  }

  private void add(Runnable wakeUp) {
    if (latest == wakeUp) {
      return; // as nearly always: it is still to be run
    }
    boolean first;
    synchronized (this) {
      first = putOff.isEmpty();
      if (!putOff.contains(wakeUp)) {
        putOff.add(wakeUp);
      }
      latest = wakeUp;
    }
    if (first && watch != null) {
      watch.run();
    }
  }

  /** Does what was put off until now; the burst goes on. Thread-safe, does not block. */
  public void release() {
    for (Runnable next = poll(); next != null; next = poll()) {
      try {
        next.run();
      } catch (Throwable e) { // whatever it is, other threads are to be woken, too
        log.error("a wake-up failed", e);
      }
    }
  }

  /**
   * As {@link #release}, of the burst that the calling thread is in, if any: somebody is about to
   * wait for what was sent, or more is queued than should be.
   */
  public static void releaseNow() {
    Burst burst = CURRENT.get();
    if (burst != null) {
      burst.release();
    }
  }

  /**
   * Does not let what follows delay what was sent by the calling thread's burst, if it is in one:
   * it is of no use later.
   */
  public static void hasten() {
    Burst burst = CURRENT.get();
    if (burst != null) {
      burst.hastened = true;
    }
  }

  /** One of those things is through that are done in a row. On the thread whose burst it is. */
  public void stepDone() {
    if (hastened) {
      hastened = false;
      release();
    }
  }

  private synchronized @Nullable Runnable poll() {
    latest = null;
    return putOff.poll();
  }
}
