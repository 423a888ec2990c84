package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.Census;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.SerialQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Tells the application of refused requests, one at a time and in order. Since anybody can have any
 * number of requests refused, what it does not keep up with is dropped and counted.
 */
final class HandshakeErrors {
  /** Errors that wait for the application. */
  static final int MAX_WAITING = FixedBound.HANDSHAKE_ERRORS.max();

  private final Consumer<HandshakeError> option;
  private final EngineListeners<?> added;
  private final boolean optionIsSet;
  private final LimitHits hits;
  private final EngineLog log;
  private final SerialQueue queue;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Census untold = new Census();
  private final AtomicLong dropped = new AtomicLong();

  HandshakeErrors(
      EngineOptions options,
      EngineListeners<?> added,
      Executor executor,
      LimitHits hits,
      EngineLog log) {
    this.option = options.onHandshakeError();
    this.added = added;
    this.optionIsSet = option != EngineOptions.defaults().onHandshakeError();
    this.hits = hits;
    this.log = log;
    Backlog uncounted = new Backlog(Integer.MAX_VALUE, Long.MAX_VALUE, on -> {});
    this.queue = new SerialQueue(executor, uncounted, log::errorListenerFailed);
  }

  /** Whether the application wants to know, so that an error is worth making. */
  boolean wanted() {
    return optionIsSet || added.hearErrors();
  }

  void tell(HandshakeError error) {
    if (!wanted()) {
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      hits.hit(FixedBound.HANDSHAKE_ERRORS);
      log.errorsDropped(dropped.incrementAndGet());
      return;
    }
    untold.enter();
    queue.execute(
        () -> {
          waiting.decrementAndGet();
          try {
            tellNow(error);
          } finally {
            untold.leave();
          }
        });
  }

  /** One that fails does not keep the others from hearing of it. */
  private void tellNow(HandshakeError error) {
    try {
      option.accept(error);
    } catch (Throwable failure) {
      log.errorListenerFailed(failure);
    }
    added.refused(error, log::errorListenerFailed);
  }

  /** Completes when the application has been told all. */
  CompletableFuture<Void> told() {
    return untold.whenNone();
  }

  /** Errors that the application is being told, or will be. */
  int untold() {
    return untold.count();
  }

  long dropped() {
    return dropped.get();
  }
}
