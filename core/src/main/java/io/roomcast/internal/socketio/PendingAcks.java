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
  private final ConcurrentMap<Long, Asker> byId = new ConcurrentHashMap<>(1);
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

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
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      hits.hit("maxPendingAcks");
      asker.silent(socket, Silence.TOO_MANY);
      return false;
    }
    backlog.answerAwaited();
    byId.put(id, asker);
    if (closed) { // the end may have missed it
      end(id, Silence.GONE);
      return false;
    }
    return true;
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
    return byId.containsKey(id);
  }

  /** The socket goes: everything fails at once, and so does what is asked later. */
  void close() {
    closed = true;
    byId.keySet().forEach(id -> end(id, Silence.GONE));
  }

  int size() {
    return byId.size();
  }

  private @Nullable Asker take(long id) {
    Asker asker = byId.remove(id);
    if (asker != null) {
      count.decrementAndGet();
      backlog.answerSettled();
    }
    return asker;
  }
}
