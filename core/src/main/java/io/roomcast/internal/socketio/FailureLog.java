package io.roomcast.internal.socketio;

import io.roomcast.ErrorHandler;
import io.roomcast.Socket;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.DecodeException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The error handler of who gave none. Clients cause what is reported here, as often as they like,
 * so each event has its share of the log: a line per interval, which says how many were left out.
 */
final class FailureLog implements ErrorHandler {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  /** Events have listeners where they fail, so their names are the application's; still. */
  private static final int MAX_SHARES = 1000;

  private static final Kind ANY = new Kind("", false);

  /** What shares a line: the failures of the listeners of an event, and likewise the misfits. */
  private record Kind(String what, boolean misfit) {}

  private static final class Share {
    private final LogThrottle throttle;
    private final AtomicLong leftOut = new AtomicLong();

    Share(LongSupplier nanoClock) {
      this.throttle = new LogThrottle(INTERVAL, nanoClock);
    }
  }

  private final Logger log;
  private final LongSupplier nanoClock;
  private final ConcurrentMap<Kind, Share> shares = new ConcurrentHashMap<>();

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  FailureLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
  }

  @Override
  public void handle(Failure failure) {
    String id = failure.socket().map(FailureLog::idOf).orElse("none");
    String namespace = failure.namespace();
    Throwable cause = failure.cause();
    if (cause instanceof DecodeException) {
      log.debug("no packet (socket {} of {}): {}", id, namespace, cause.getMessage());
      return;
    }
    String what = whatFailed(failure);
    boolean misfit = cause instanceof ConversionException;
    Share share = shareOf(new Kind(what, misfit));
    if (!share.throttle.pass()) {
      share.leftOut.incrementAndGet();
      return;
    }
    String more = more(share.leftOut.getAndSet(0));
    if (misfit) {
      log.warn(
          "{} did not get what it asks for (socket {} of {}){}: {}",
          what,
          id,
          namespace,
          more,
          cause.getMessage());
    } else {
      log.error("{} failed (socket {} of {}){}", what, id, namespace, more, cause);
    }
  }

  private static String idOf(Socket socket) {
    return socket instanceof LocalSocket local ? local.loggedId() : socket.id();
  }

  private static String whatFailed(Failure failure) {
    if (failure.event().isPresent()) {
      return "a listener of \"" + failure.event().get() + "\"";
    }
    return failure.socket().isPresent()
        ? "a middleware or catch-all listener"
        : "what makes a dynamic namespace";
  }

  private Share shareOf(Kind kind) {
    Share known = shares.get(kind);
    if (known != null) {
      return known;
    }
    Kind counted = shares.size() < MAX_SHARES ? kind : ANY;
    return shares.computeIfAbsent(counted, k -> new Share(nanoClock));
  }

  private static String more(long leftOut) {
    return leftOut == 0 ? "" : ", and " + leftOut + " times more since that was last logged";
  }
}
