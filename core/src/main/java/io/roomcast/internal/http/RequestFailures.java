package io.roomcast.internal.http;

import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.spi.transport.Exchange;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The log of what fails while a request is handled. A client may know what it fails on, and does
 * not decide how much is logged: one line a minute, the rest at debug.
 */
final class RequestFailures {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Logger log;
  private final String what;
  private final LogThrottle throttle;

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  RequestFailures(Logger log, String what, LongSupplier nanoClock) {
    this.log = log;
    this.what = what;
    this.throttle = new LogThrottle(INTERVAL, nanoClock);
  }

  void failed(Exchange exchange, Throwable cause) {
    if (throttle.pass()) {
      log.error(
          "{} failed on {} {} (this is logged once a minute)",
          what,
          exchange.method(),
          exchange.path(),
          cause);
    } else {
      log.debug("{} failed on {} {}", what, exchange.method(), exchange.path(), cause);
    }
  }
}
