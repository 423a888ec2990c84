package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
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
  private volatile Optional<SessionStore> store = Optional.empty();

  /** By private id: what is about to be in the store, or has been taken and is not connected. */
  private final ConcurrentMap<String, CompletableFuture<Void>> pending = new ConcurrentHashMap<>();

  StoredSessions(ConnectionStateRecovery options, PacketEncoder encoder) {
    this.options = options;
    this.encoder = encoder;
  }

  /** Told before anybody is in, and when nobody is any more. */
  void keepIn(Optional<SessionStore> where) {
    store = where;
    pending.values().forEach(stored -> stored.complete(null));
    pending.clear();
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

  /** How far this server is in the log; of no importance without one. */
  String position() {
    return store.map(SessionStore::position).orElse("");
  }

  /**
   * Takes a session out, as soon as it is in where it is being put there, or has been taken by
   * another one here. From then on others wait, until it is {@linkplain #persist put back}, or
   * {@linkplain #withdraw not to be}.
   *
   * @param first called before each attempt
   */
  CompletionStage<Optional<StoredSession>> take(
      SessionStore from, String privateId, Runnable first) {
    first.run();
    CompletableFuture<Void> before = pending.putIfAbsent(privateId, new CompletableFuture<>());
    return before == null
        ? from.take(privateId)
        : before.thenCompose(over -> take(from, privateId, first));
  }

  /** It is going to be {@linkplain #persist put in}; until then, who asks for it waits. */
  void announce(String privateId) {
    CompletableFuture<Void> stored = new CompletableFuture<>();
    CompletableFuture<Void> before = pending.put(privateId, stored);
    if (before != null) {
      var unused = stored.thenRun(() -> before.complete(null));
    }
  }

  /** What those wait for that ask for it now. */
  Optional<CompletableFuture<Void>> pending(String privateId) {
    return Optional.ofNullable(pending.get(privateId));
  }

  /** They need not wait for that any more: it is not put in, at least not by who has said so. */
  void withdraw(String privateId, CompletableFuture<Void> waited) {
    pending.remove(privateId, waited);
    waited.complete(null);
  }

  /** As above, for whatever they wait. */
  void withdraw(String privateId) {
    pending(privateId).ifPresent(waited -> withdraw(privateId, waited));
  }

  /** What of the data cannot be stored is left out, and a session that cannot be is lost. */
  void persist(StoredSession session) {
    try {
      var unused =
          store
              .map(where -> where.persist(neutral(session), options.maxDisconnection()))
              .orElseGet(() -> CompletableFuture.completedStage(null))
              .whenComplete((stored, failure) -> persisted(session, failure));
    } catch (RuntimeException e) {
      persisted(session, e);
    }
  }

  private void persisted(StoredSession session, @Nullable Throwable failure) {
    if (failure != null && throttle.pass()) {
      log.warn(
          "a client that lost its connection cannot recover: its session was not stored (this is"
              + " logged once a minute)",
          failure);
    }
    withdraw(session.privateId());
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
