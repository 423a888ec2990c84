package io.roomcast.internal.engineio;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of an engine by id. A handshake takes a seat before anything else happens, so that
 * handshakes in progress count against the limit too; the seat is given back by whoever ends.
 */
final class Sessions {
  private final ConcurrentMap<String, Session> byId = new ConcurrentHashMap<>();
  private final AtomicInteger seats = new AtomicInteger();
  private final AtomicInteger generation = new AtomicInteger();
  private final int limit;

  Sessions(int limit) {
    this.limit = limit;
  }

  /** False if the server is full. */
  boolean takeSeat() {
    if (seats.incrementAndGet() > limit) {
      seats.decrementAndGet();
      return false;
    }
    return true;
  }

  /** Gives a seat back that never became a session. */
  void leaveSeat() {
    seats.decrementAndGet();
  }

  /** False if the id is in use. Needs a seat, which is the session's from then on. */
  boolean add(Session session) {
    return byId.putIfAbsent(session.id(), session) == null;
  }

  /** Forgets a session, and its seat with it. */
  void remove(String id) {
    if (byId.remove(id) != null) {
      seats.decrementAndGet();
    }
  }

  @Nullable Session find(String id) {
    return byId.get(id);
  }

  int count() {
    return byId.size();
  }

  int seatsTaken() {
    return seats.get();
  }

  /**
   * Sessions are added in the generation in which their handshake began, or not at all. Whoever
   * begins a new generation and then asks for {@link #all} misses none of the old one.
   */
  int generation() {
    return generation.get();
  }

  void nextGeneration() {
    generation.incrementAndGet();
  }

  Collection<Session> all() {
    return Collections.unmodifiableCollection(byId.values());
  }
}
