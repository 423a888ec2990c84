package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.spi.adapter.AlreadyLogged;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one namespace that are kept where all servers find them, if the adapter has such
 * a place: what goes in and out. A session is either in the store, or here with its connection, so
 * it is given back once. Thread-safe.
 */
final class StoredSessions {
  private static final Logger log = LoggerFactory.getLogger(StoredSessions.class);

  private final ConnectionStateRecovery options;
  private final PacketEncoder encoder;
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);
  private final SessionTransit transit = new SessionTransit();
  private volatile Optional<SessionStore> store = Optional.empty();

  StoredSessions(ConnectionStateRecovery options, PacketEncoder encoder) {
    this.options = options;
    this.encoder = encoder;
  }

  /** Told before anybody is in, and when nobody is any more. */
  void keepIn(Optional<SessionStore> where) {
    store = where;
    transit.clear();
  }

  Optional<SessionStore> store() {
    return store;
  }

  /** Whether there is such a place. */
  boolean on() {
    return store.isPresent();
  }

  ConnectionStateRecovery options() {
    return options;
  }

  /** Those that are on their way in or out. */
  SessionTransit transit() {
    return transit;
  }

  /** How far this server is in the log; of no importance without one. */
  String position() {
    return store.map(SessionStore::position).orElse("");
  }

  /**
   * A client has gone, and may be back. What of the data cannot be stored is left out, and a
   * session that cannot be is lost.
   */
  void persist(StoredSession session) {
    persist(session, options.maxDisconnection());
  }

  /** Nobody has gone on with it, so it is as it was; for the time that it has left. */
  void putBack(TakenSession taken) {
    Duration remaining = taken.remaining();
    if (remaining.isZero() || remaining.isNegative()) {
      transit.end(taken.session().privateId());
    } else {
      persist(taken.session(), remaining);
    }
  }

  private void persist(StoredSession session, Duration keep) {
    try {
      var unused =
          store
              .map(where -> where.persist(neutral(session), keep))
              .orElseGet(() -> CompletableFuture.completedStage(null))
              .whenComplete((stored, failure) -> persisted(session, failure));
    } catch (RuntimeException e) {
      persisted(session, e);
    }
  }

  private void persisted(StoredSession session, @Nullable Throwable failure) {
    if (failure != null && !AlreadyLogged.is(failure) && throttle.pass()) {
      log.warn(
          "a client that lost its connection cannot recover: its session was not stored (this is"
              + " logged once a minute)",
          failure);
    }
    transit.end(session.privateId());
  }

  /** An event of the log that clients miss. */
  void unencodable(String offset, RuntimeException why) {
    if (throttle.pass()) {
      log.warn(
          "the event {} of the log cannot be encoded, and is missing when clients recover (this is"
              + " logged once a minute)",
          offset,
          why);
    }
  }

  private StoredSession neutral(StoredSession session) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    session.data().forEach((key, value) -> putNeutral(data, key, value));
    return new StoredSession(
        session.id(), session.privateId(), session.rooms(), data, session.stay());
  }

  private void putNeutral(Map<String, @Nullable Object> data, String key, @Nullable Object value) {
    try {
      Arguments plain =
          new NeutralForm(encoder.codec()).of(Arguments.of(new @Nullable Object[] {value}));
      data.put(key, plain.get(0));
    } catch (RuntimeException e) { // the application's own converters may throw anything
      if (throttle.pass()) {
        log.warn(
            "the data {} of a socket cannot be stored, and is missing when its client recovers"
                + " (this is logged once a minute)",
            key,
            e);
      }
    }
  }
}
