package io.roomcast.internal.http;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.internal.concurrent.LogThrottle;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application what was refused here, on the executor. Whoever is refused may come again
 * at once, so what the application has no time for is left out.
 */
final class HandshakeErrors {
  static final int MAX_UNTOLD = 100;

  private static final Logger log = LoggerFactory.getLogger(HandshakeErrors.class);

  private final Consumer<HandshakeError> application;
  private final boolean listens;
  private final Executor executor;
  private final AtomicInteger untold = new AtomicInteger();
  private final LogThrottle leftOut = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);
  private final LogThrottle failed = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  HandshakeErrors(EngineOptions options, Executor executor) {
    this.application = options.onHandshakeError();
    this.listens = application != EngineOptions.defaults().onHandshakeError();
    this.executor = executor;
  }

  void tell(HandshakeError error) {
    if (!listens) {
      return;
    }
    if (untold.incrementAndGet() > MAX_UNTOLD) {
      untold.decrementAndGet();
      if (leftOut.pass()) {
        log.warn("onHandshakeError is too slow, so some errors are left out");
      }
      return;
    }
    boolean taken = false;
    try {
      executor.execute(() -> tellNow(error));
      taken = true;
    } finally {
      if (!taken) {
        untold.decrementAndGet();
      }
    }
  }

  private void tellNow(HandshakeError error) {
    try {
      application.accept(error);
    } catch (Throwable e) { // it is the user's
      if (failed.pass()) {
        log.warn("onHandshakeError failed (this is logged once a minute)", e);
      }
    } finally {
      untold.decrementAndGet();
    }
  }
}
