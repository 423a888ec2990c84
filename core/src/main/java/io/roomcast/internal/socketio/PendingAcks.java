package io.roomcast.internal.socketio;

import io.roomcast.AckTimeoutException;
import io.roomcast.EventArgs;
import io.roomcast.SocketClosedException;
import io.roomcast.TooManyPendingAcksException;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.Timers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The answers that the client of one socket owes. Whoever takes an entry out of the map (the
 * answer, the timer, the end of the socket, a cancelled future) completes it, so that happens once.
 */
final class PendingAcks {

  private static final class Pending {
    private final String event;
    private final CompletableFuture<EventArgs> answer;
    private volatile Timers.@Nullable Timeout timeout;

    Pending(String event, CompletableFuture<EventArgs> answer) {
      this.event = event;
      this.answer = answer;
    }

    void stopTimer() {
      Timers.Timeout running = timeout;
      if (running != null) {
        running.cancel();
      }
    }
  }

  private final String socket;
  private final Timers timers;
  private final Backlog backlog;
  private final int max;
  private final ConcurrentMap<Long, Pending> byId = new ConcurrentHashMap<>(1);
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closed;

  /** {@code socket} names it in messages; {@code backlog} is the client's. */
  PendingAcks(String socket, Timers timers, Backlog backlog, int max) {
    this.socket = socket;
    this.timers = timers;
    this.backlog = backlog;
    this.max = max;
  }

  /**
   * Registers {@code answer} before the question is sent.
   *
   * @return false where it has failed at once, and nothing is to be sent
   */
  boolean expect(long id, String event, Duration within, CompletableFuture<EventArgs> answer) {
    if (count.incrementAndGet() > max) {
      count.decrementAndGet();
      answer.completeExceptionally(new TooManyPendingAcksException(max));
      return false;
    }
    Pending pending = new Pending(event, answer);
    backlog.answerAwaited();
    byId.put(id, pending);
    if (closed) { // the end may have missed it
      fail(id);
      return false;
    }
    pending.timeout = timers.schedule(within, () -> expire(id, within));
    if (!byId.containsKey(id)) { // taken before the timer was known
      pending.stopTimer();
    }
    // the application may cancel it, or complete it itself
    var unused = answer.whenComplete((value, failure) -> take(id));
    return true;
  }

  /** An answer came. Nothing is owed under an unknown id, so it is ignored (SIO-33). */
  void answered(long id, EventArgs args) {
    Pending pending = take(id);
    if (pending != null) {
      pending.answer.complete(args);
    }
  }

  /** The question could not be sent, or its socket went. */
  void fail(long id) {
    Pending pending = take(id);
    if (pending != null) {
      pending.answer.completeExceptionally(
          closedException("before it answered \"" + pending.event + "\""));
    }
  }

  /** The socket goes: everything fails at once, and so does what is asked later. */
  void close() {
    closed = true;
    byId.keySet().forEach(this::fail);
  }

  SocketClosedException closedException(String when) {
    return new SocketClosedException("socket " + socket + " went " + when);
  }

  int size() {
    return byId.size();
  }

  private void expire(long id, Duration within) {
    Pending pending = take(id);
    if (pending != null) {
      pending.answer.completeExceptionally(new AckTimeoutException(pending.event, within));
    }
  }

  private @Nullable Pending take(long id) {
    Pending pending = byId.remove(id);
    if (pending != null) {
      count.decrementAndGet();
      backlog.answerSettled();
      pending.stopTimer();
    }
    return pending;
  }
}
