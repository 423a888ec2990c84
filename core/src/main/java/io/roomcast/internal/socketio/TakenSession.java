package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Timers;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import java.time.Duration;

/** A session that was taken out of the store. While it is out its time goes on. */
final class TakenSession {
  private static final Duration LONGEST = Duration.ofDays(36_500); // can be counted in nanoseconds

  private final StoredSession session;
  private final Timers clock;
  private final long end;

  /** {@code otherwise} is how long it is kept where the store does not say. */
  TakenSession(SessionStore.Taken taken, Duration otherwise, Timers clock) {
    Duration remaining = taken.remaining().orElse(otherwise);
    this.session = taken.session();
    this.clock = clock;
    this.end =
        clock.nanoTime() + (remaining.compareTo(LONGEST) < 0 ? remaining : LONGEST).toNanos();
  }

  StoredSession session() {
    return session;
  }

  /** What is left of its time; not positive where nothing is. */
  Duration remaining() {
    return Duration.ofNanos(end - clock.nanoTime());
  }

  @Override
  public String toString() {
    return "taken " + session;
  }
}
