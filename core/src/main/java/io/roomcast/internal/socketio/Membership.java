package io.roomcast.internal.socketio;

import io.roomcast.internal.recovery.Places;
import io.roomcast.internal.recovery.RoomBounds;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where one socket stands in its namespace, and its rooms: one state machine behind one lock, this,
 * so that membership cannot outlive the socket. Joining, connecting and ending exclude each other;
 * the index is changed under the lock, and nothing is written or called there.
 *
 * <pre>
 *   JOINING   connect()  -> CONNECTED    end(), dismiss(), refuse() -> GONE
 *   CONNECTED                            end(), dismiss()           -> LEAVING
 *   LEAVING   forget()   -> GONE
 * </pre>
 *
 * Before it is connected, a socket's rooms are only noted here, so no broadcast finds it; those of
 * a client that is coming back are its session's until then, see {@link SocketRecovery}. While it
 * is leaving, it is in no index any more, but {@link #rooms()} still tells where it was.
 */
final class Membership {

  /** Where a socket stands. */
  enum Phase {
    /** Its middlewares run; nothing of it is heard. */
    JOINING,
    /** It has been let in: broadcasts find it, and the client, which is being told, may send. */
    CONNECTED,
    /** It has ended; its listeners are about to be told. */
    LEAVING,
    /** All is over. */
    GONE;

    boolean over() {
      return this == LEAVING || this == GONE;
    }
  }

  private static final FirstStep NO_STEP = rooms -> true;

  private final Places places;
  private final String id;
  private final RoomBounds bounds;
  private Set<String> rooms; // its own one first; guarded by this; most sockets are in no other
  private volatile Phase phase = Phase.JOINING;
  private volatile boolean dismissed;

  Membership(Places places, String id, RoomBounds bounds) {
    this.places = places;
    this.id = id;
    this.bounds = bounds;
    this.rooms = Set.of(id);
  }

  Phase phase() {
    return phase;
  }

  boolean connected() {
    return phase == Phase.CONNECTED;
  }

  /** What is to be done in the very step that connects it. */
  interface FirstStep {
    /**
     * Called under the lock: short, and calls nobody.
     *
     * @param rooms what has been noted; may be added to
     * @return false where it cannot be connected, and stays as it is
     */
    boolean begin(Set<String> rooms);
  }

  /** The middlewares have passed: from now on broadcasts reach it. False where it has ended. */
  boolean connect() {
    return connect(NO_STEP);
  }

  /** As {@link #connect()}; false also where the first step does not succeed. */
  boolean connect(FirstStep first) {
    synchronized (this) {
      if (phase != Phase.JOINING || !(first == NO_STEP || first.begin(changeable()))) {
        return false;
      }
      phase = Phase.CONNECTED;
      places.enter(rooms);
    }
    places.announce();
    return true;
  }

  /** Joins all of the rooms or, where it has ended or they are beyond the bounds, none of them. */
  boolean join(Collection<String> names) {
    synchronized (this) {
      if (phase.over()) {
        return false;
      }
      Optional<Set<String>> added = bounds.added(rooms, names);
      if (added.isEmpty()) {
        return false;
      }
      changeable().addAll(added.get());
      if (phase == Phase.CONNECTED) {
        added.get().forEach(places::add);
      }
    }
    places.announce();
    return true;
  }

  void leave(Collection<String> names) {
    synchronized (this) {
      if (phase.over()) {
        return;
      }
      for (String room : names) {
        if (!room.equals(id) && rooms.contains(room)) {
          changeable().remove(room);
          if (phase == Phase.CONNECTED) {
            places.remove(room);
          }
        }
      }
    }
    places.announce();
  }

  private Set<String> changeable() {
    if (!(rooms instanceof LinkedHashSet)) {
      rooms = new LinkedHashSet<>(rooms);
    }
    return rooms;
  }

  /** Own room first; empty once {@linkplain #forget forgotten}. */
  Set<String> rooms() {
    synchronized (this) {
      return new LinkedHashSet<>(rooms);
    }
  }

  /** What is to be done in the very step that ends it. */
  interface LastStep {
    /** Called under the lock: short, and calls nobody. */
    void end();
  }

  /** Ends it, and returns the phase that this ended; {@link Phase#over()} if there was nothing. */
  Phase end(LastStep last) {
    return end(last, false, false);
  }

  /** As {@link #end}, because this server's application wants it. */
  Phase dismiss(LastStep last) {
    return end(last, true, false);
  }

  /** As {@link #end}, but only what is {@link Phase#JOINING}; returns the phase it was in. */
  Phase refuse(LastStep last) {
    return end(last, false, true);
  }

  /** It is about to be {@linkplain #dismiss dismissed}. False where it is not connected. */
  boolean silence() {
    synchronized (this) {
      dismissed |= phase == Phase.CONNECTED;
      return phase == Phase.CONNECTED;
    }
  }

  /** Whether it was {@link #dismiss} that ended it, or is about to. */
  boolean dismissed() {
    return dismissed;
  }

  private Phase end(LastStep last, boolean dismissing, boolean refusing) {
    Phase before;
    synchronized (this) {
      before = phase;
      if (before.over() || (refusing && before != Phase.JOINING)) {
        return before;
      }
      dismissed |= dismissing;
      last.end();
      if (before == Phase.CONNECTED) {
        places.exit(rooms);
      }
      phase = Phase.LEAVING;
      if (before == Phase.JOINING) {
        forget();
      }
    }
    places.announce();
    return before;
  }

  /** The last step of an ended one. */
  void forget() {
    synchronized (this) {
      rooms = Set.of();
      phase = Phase.GONE;
    }
  }
}
