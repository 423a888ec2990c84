package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.LogThrottle;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The engine's log of what clients can cause, directly or through an application that fails on
 * their input. So that they do not decide how much is logged, each kind of line comes once a minute
 * at most; all of them, with the stack traces, are there at debug. Thread-safe.
 */
final class EngineLog {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Logger log;
  private final LongSupplier nanoClock;
  private final Kind admission;
  private final Kind ids;
  private final Kind headers;
  private final Kind errorListener;
  private final Kind errorsDropped;
  private final Kind full;
  private final Kind unanswered;
  private final Kind broken;
  private final Kind listener;

  EngineLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.nanoClock = nanoClock;
    admission = new Kind("Admission failed, so the client is refused");
    ids = new Kind("SessionIds made no id that can be used, so the client is refused");
    headers = new Kind("initialHeaders failed, so the client is refused");
    errorListener = new Kind("onHandshakeError failed");
    errorsDropped = new Kind("onHandshakeError is too slow for the refusals that come");
    full = new Kind("A client is told to come back later");
    unanswered = new Kind("A request failed within the server");
    broken = new Kind("A session ends because of an internal failure");
    listener = new Kind("The listener of a session failed at its end");
  }

  /** One kind of line. */
  private final class Kind {
    private final String text;
    private final LogThrottle throttle = new LogThrottle(INTERVAL, nanoClock);

    private Kind(String text) {
      this.text = text;
    }

    private void warn(String detail) {
      if (throttle.pass()) {
        log.warn("{}: {} (logged once a minute, the rest at debug)", text, detail);
      } else {
        log.debug("{}: {}", text, detail);
      }
    }

    /** The application's mistake: its stack trace is only there for who looks for it. */
    private void warn(Throwable failure) {
      warn(LogText.clean(failure.toString()));
      log.debug("{}", text, failure);
    }

    /** Our own mistake, which cannot be found without a stack trace. */
    private void error(Throwable failure) {
      if (throttle.pass()) {
        log.error("{} (logged once a minute, the rest at debug)", text, failure);
      } else {
        log.debug("{}", text, failure);
      }
    }
  }

  void admissionFailed(Throwable failure) {
    admission.warn(failure);
  }

  void idsFailed(Throwable failure) {
    ids.warn(failure);
  }

  void headersFailed(Throwable failure) {
    headers.warn(failure);
  }

  void errorListenerFailed(Throwable failure) {
    errorListener.warn(failure);
  }

  /** {@code dropped} counts from the beginning. */
  void errorsDropped(long dropped) {
    errorsDropped.warn(dropped + " were dropped so far");
  }

  /** {@code limit} names what is reached. */
  void retryLater(String limit) {
    full.warn(limit + " is reached");
  }

  void requestFailed(Throwable failure) {
    unanswered.error(failure);
  }

  void sessionBroken(Throwable failure) {
    broken.error(failure);
  }

  void listenerFailed(Throwable failure) {
    listener.error(failure);
  }
}
