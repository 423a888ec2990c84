package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.FixedBound;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The requests of open sessions that are with the application. Those who are in must not be starved
 * by those who want in, so they do not share the places of handshakes: each session has a few of
 * its own, more than an honest client needs. Thread-safe; remembers no session that has none there.
 */
final class SessionRequests {
  static final int MAX_PER_SESSION = FixedBound.SESSION_REQUESTS.max();

  private final ConcurrentMap<Session, Integer> takenBySession = new ConcurrentHashMap<>();

  /** The places of one session. */
  Places of(Session session) {
    return new Places() {
      @Override
      public boolean enter() {
        boolean[] full = {false};
        takenBySession.compute(
            session,
            (key, count) -> {
              full[0] = count != null && count >= MAX_PER_SESSION;
              return count == null ? 1 : full[0] ? count : Integer.valueOf(count + 1);
            });
        return !full[0];
      }

      @Override
      public void leave() {
        takenBySession.computeIfPresent(
            session, (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
      }
    };
  }

  /** Those of all sessions. */
  int taken() {
    return takenBySession.values().stream().mapToInt(Integer::intValue).sum();
  }
}
