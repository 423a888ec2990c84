package io.roomcast.internal.engineio;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The sessions of an engine by id, and the {@link Seats} that they and their handshakes take. */
final class Sessions {
  private final ConcurrentMap<String, Session> byId = new ConcurrentHashMap<>();
  private final Seats seats;
  private final CompletableFuture<Void> emptied = new CompletableFuture<>();
  private volatile boolean closed;

  Sessions(Seats seats) {
    this.seats = seats;
  }

  Seats seats() {
    return seats;
  }

  /** False if the id is in use. Needs a seat, which is the session's from then on. */
  boolean add(Session session) {
    return byId.putIfAbsent(session.id(), session) == null;
  }

  /** Forgets a session, and its seat with it. */
  void remove(Session session) {
    if (byId.remove(session.id(), session)) {
      seats.leave(session.request().remoteAddress());
      completeIfEmptied();
    }
  }

  @Nullable Session find(String id) {
    return byId.get(id);
  }

  int count() {
    return byId.size();
  }

  /**
   * From now on no session is to be added. Whoever adds one asks {@link #isClosed} afterwards,
   * whoever closes asks for {@link #all} afterwards: so at least one of the two sees the other.
   */
  void close() {
    closed = true;
    completeIfEmptied();
  }

  private void completeIfEmptied() {
    if (closed && byId.isEmpty()) {
      emptied.complete(null);
    }
  }

  /** Completes when it is closed and the last session has gone. */
  CompletableFuture<Void> emptied() {
    return emptied;
  }

  boolean isClosed() {
    return closed;
  }

  Collection<Session> all() {
    return Collections.unmodifiableCollection(byId.values());
  }
}
