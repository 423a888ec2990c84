package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.spi.adapter.AlreadyLogged;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The failures of a server's adapters in the log. While a wire is gone every emit fails, in every
 * namespace, so each operation has a line per interval, which says how many were left out; and none
 * where the adapter tells of it by itself. Thread-safe.
 */
final class AdapterLog {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private static final class Share {
    private final LogThrottle throttle;
    private final AtomicLong leftOut = new AtomicLong();

    Share(LongSupplier nanoClock) {
      this.throttle = new LogThrottle(INTERVAL, nanoClock);
    }
  }

  private final Logger log;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<String, Share> shares = new ConcurrentHashMap<>(); // by operation

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  AdapterLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
  }

  /** {@code operation} is the name of a method of an adapter. */
  void failed(String operation, String namespace, Throwable cause) {
    if (AlreadyLogged.is(cause)) {
      log.debug("{} of the adapter failed ({}): {}", operation, namespace, cause.toString());
      return;
    }
    Share share = shares.computeIfAbsent(operation, name -> new Share(nanoClock));
    if (!share.throttle.pass()) {
      share.leftOut.incrementAndGet();
      return;
    }
    long leftOut = share.leftOut.getAndSet(0);
    String more = leftOut == 0 ? "" : ", and " + leftOut + " times more since that was last logged";
    log.error("{} of the adapter failed (namespace {}){}", operation, namespace, more, cause);
  }
}
