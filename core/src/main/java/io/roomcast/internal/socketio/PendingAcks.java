package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.spi.codec.Arguments;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The answers that the client of one socket owes. Whoever takes an entry out of the map (the
 * answer, the timer, the end of the socket, a cancelled future) tells who asked, so that happens
 * once.
 */
final class PendingAcks {

  /** Why there is no answer. */
  enum Silence {
    /** The time is up. */
    TIMEOUT,
    /** The socket went. */
    GONE,
    /** The question was volatile and has not been sent. */
    DROPPED,
    /** Too much waits for the client, so the question was refused. */
    FULL,
    /** The client owes too many answers already. */
    TOO_MANY
  }

  /**
   * Who asked; may have asked many sockets. Of each question that was handed over it hears once, on
   * any thread: short, and throws nothing.
   */
  interface Asker {
    void answered(String socket, Arguments answer);

    void silent(String socket, Silence why);
  }

  private final String socket;
  private final Backlog backlog;
  private final int max;
  private final LimitHits hits;
  private volatile @Nullable Owed owed; // most sockets are never asked anything
  private volatile boolean closed;

  /** Who asked, and how many: counted apart, since two who come at once may be one too many. */
  private static final class Owed {
    private final ConcurrentMap<Long, Asker> byId = new ConcurrentHashMap<>(1);
    private final AtomicInteger count = new AtomicInteger();
  }

  /** {@code socket} is its id; {@code backlog} is the client's. */
  PendingAcks(String socket, Backlog backlog, int max, LimitHits hits) {
    this.socket = socket;
    this.backlog = backlog;
    this.max = max;
    this.hits = hits;
  }

  /**
   * Registers who asks, before the question is sent.
   *
   * @return false where the asker has been told that there will be no answer, so nothing is to be
   *     sent
   */
  boolean expect(long id, Asker asker) {
    Owed open = opened();
    if (open.count.incrementAndGet() > max) {
      open.count.decrementAndGet();
      hits.hit("maxPendingAcks");
      asker.silent(socket, Silence.TOO_MANY);
      return false;
    }
    backlog.answerAwaited();
    open.byId.put(id, asker);
    if (closed) { // the end may have missed it
      end(id, Silence.GONE);
      return false;
    }
    return true;
  }

  private Owed opened() {
    Owed known = owed;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      Owed made = owed == null ? new Owed() : owed;
      owed = made;
      return made;
    }
  }

  /** An answer came. Nothing is owed under an unknown id, so it is ignored (SIO-33). */
  void answered(long id, Arguments answer) {
    Asker asker = take(id);
    if (asker != null) {
      asker.answered(socket, answer);
    }
  }

  /** There will be no answer. Does nothing where that has been settled. */
  void end(long id, Silence why) {
    Asker asker = take(id);
    if (asker != null) {
      asker.silent(socket, why);
    }
  }

  /** Nobody wants to hear of it any more. */
  void forget(long id) {
    take(id);
  }

  boolean awaits(long id) {
    Owed open = owed;
    return open != null && open.byId.containsKey(id);
  }

  /** The socket goes: everything fails at once, and so does what is asked later. */
  void close() {
    closed = true;
    Owed open = owed;
    if (open != null) {
      open.byId.keySet().forEach(id -> end(id, Silence.GONE));
    }
  }

  int size() {
    Owed open = owed;
    return open == null ? 0 : open.byId.size();
  }

  private @Nullable Asker take(long id) {
    Owed open = owed;
    Asker asker = open == null ? null : open.byId.remove(id);
    if (open != null && asker != null) {
      open.count.decrementAndGet();
      backlog.answerSettled();
    }
    return asker;
  }
}
