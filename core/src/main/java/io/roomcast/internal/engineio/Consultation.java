package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.spi.transport.Exchange;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the application: a chain of questions that are asked on its
 * executor, one after the other. Two things are kept apart:
 *
 * <ul>
 *   <li>who answers the client: the chain at its {@link #end}, or the time limit, or the client's
 *       going away, or the server's end, whichever is first ({@link #settle});
 *   <li>when the place of the request is free again: when the chain has ended, which may be long
 *       after the answer. A question whose turn comes after the answer is not asked, but one that
 *       the application is at goes on; if its place were free before, clients that come and go
 *       could have it work on any number of requests at a time.
 * </ul>
 */
final class Consultation {
  private final Exchange exchange;
  private final UserCode userCode;
  private final Places places;
  private final EngineLog log;
  private final LimitHits hits;
  private final Runnable whenOver;
  private final AtomicBoolean settled = new AtomicBoolean();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Runnable giveUp = this::givenUp; // one object, by which it is known
  private volatile Timers.@Nullable Timeout limit; // null until it has begun

  /** {@code whenOver} is called once, when the chain has ended. */
  Consultation(
      Exchange exchange,
      UserCode userCode,
      Places places,
      EngineLog log,
      LimitHits hits,
      Runnable whenOver) {
    this.exchange = exchange;
    this.userCode = userCode;
    this.places = places;
    this.log = log;
    this.hits = hits;
    this.whenOver = whenOver;
  }

  /**
   * To be called before the first question; a chain without one need not begin, but ends all the
   * same.
   *
   * @return false if no place is free; then the chain is not to go on
   */
  boolean begin(Timers timers, Duration timeout) {
    if (!places.enter()) {
      return false;
    }
    limit = timers.schedule(timeout, this::expired);
    exchange.onAbort(this::abandoned);
    userCode.awaitsAnswer(giveUp);
    if (settled.get()) { // before it was known as one that waits
      userCode.answered(giveUp);
    }
    return true;
  }

  private void expired() {
    if (settle()) {
      hits.hit("handshakeTimeout");
      Answers.retryLater(exchange);
    }
  }

  /** The server ends. */
  private void givenUp() {
    if (settle()) {
      Answers.retryElsewhere(exchange);
    }
  }

  private void abandoned() {
    if (settle()) {
      Answers.empty(exchange, 400); // nobody reads it, but every exchange is answered
    }
  }

  /** Asks; the chain goes on with {@code next}, unless the exchange was answered meanwhile. */
  void run(UserCode.Action action, Consumer<@Nullable Throwable> next) {
    userCode.run(
        () -> {
          requireUnsettled();
          action.run();
        },
        failure -> goOn(() -> next.accept(failure)));
  }

  /** As {@link #run}, with a result. */
  <T> void call(
      Callable<CompletionStage<T>> question, BiConsumer<@Nullable T, @Nullable Throwable> next) {
    userCode.call(
        () -> {
          requireUnsettled();
          return question.call();
        },
        (T result, Throwable failure) -> goOn(() -> next.accept(result, failure)));
  }

  private void requireUnsettled() {
    if (settled.get()) {
      throw new CancellationException("nobody waits for the answer any more");
    }
  }

  /** A step that fails must leave neither the client waiting nor the place taken. */
  private void goOn(Runnable step) {
    if (settled.get()) {
      release();
      return;
    }
    try {
      step.run();
    } catch (Throwable failure) {
      log.requestFailed(failure);
      Answers.empty(exchange, 500); // has no effect where it is answered already
      boolean unused = end();
    }
  }

  /** Whether it is up to the caller to answer the exchange; at most one caller is told so. */
  boolean settle() {
    boolean first = settled.compareAndSet(false, true);
    Timers.Timeout running = limit;
    if (first && running != null) {
      running.cancel();
      userCode.answered(giveUp);
    }
    return first;
  }

  /** Ends the chain. Whether it is up to the caller to answer, as {@link #settle}. */
  boolean end() {
    boolean mine = settle();
    release();
    return mine;
  }

  private void release() {
    if (over.compareAndSet(false, true)) {
      if (limit != null) {
        places.leave();
      }
      whenOver.run();
    }
  }
}
