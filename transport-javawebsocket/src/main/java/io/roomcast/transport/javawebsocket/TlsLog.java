package io.roomcast.transport.javawebsocket;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** What is logged about TLS. Anybody can make a handshake fail, so lines are few. Thread-safe. */
final class TlsLog {
  private static final Duration REFUSALS = Duration.ofSeconds(1);
  private static final Duration DEFECTS = Duration.ofMinutes(1);

  private final Logger log;
  private final Throttle refusals;
  private final Throttle defects;

  /** {@code nanoClock} counts as {@link System#nanoTime()} does. */
  TlsLog(Logger log, LongSupplier nanoClock) {
    this.log = log;
    this.refusals = new Throttle(REFUSALS, nanoClock);
    this.defects = new Throttle(DEFECTS, nanoClock);
  }

  /** A peer was not understood or not let in. */
  void refused(Object connection, String why) {
    long silenced = refusals.pass();
    if (silenced >= 0) {
      log.debug("{} ended by TLS: {} (and {} before that)", connection, why, silenced);
    }
  }

  /** No connection can be served, through no fault of the peer. */
  void noContext(Throwable failure) {
    if (defects.pass() >= 0) {
      log.error("no SSLContext for new connections, which are closed", failure);
    }
  }

  private static final class Throttle {
    private final long intervalNanos;
    private final LongSupplier nanoClock;
    private final AtomicLong next;
    private final AtomicLong silenced = new AtomicLong();

    Throttle(Duration interval, LongSupplier nanoClock) {
      this.intervalNanos = interval.toNanos();
      this.nanoClock = nanoClock;
      this.next = new AtomicLong(nanoClock.getAsLong());
    }

    /** How many were silenced since the last line; -1 to silence this one, too. */
    long pass() {
      long now = nanoClock.getAsLong();
      long due = next.get();
      if (now - due >= 0 && next.compareAndSet(due, now + intervalNanos)) {
        return silenced.getAndSet(0);
      }
      silenced.incrementAndGet();
      return -1;
    }
  }
}
