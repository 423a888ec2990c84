package io.roomcast.internal.socketio;

import io.roomcast.internal.recovery.Places;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Where one socket stands in its namespace, and its rooms: one state machine behind one lock, so
 * that membership cannot outlive the socket. Joining, connecting and ending exclude each other; the
 * index is changed under the lock, and nothing is written or called there.
 *
 * <pre>
 *   JOINING   admit()    -> ADMITTED     end(), dismiss() -> GONE
 *   ADMITTED  connect()  -> CONNECTED    end(), dismiss() -> LEAVING
 *   CONNECTED                            end(), dismiss() -> LEAVING
 *   LEAVING   forget()   -> GONE
 * </pre>
 *
 * Before it is connected, a socket's rooms are only noted here, so no broadcast finds it. While it
 * is leaving, it is in no index any more, but {@link #rooms()} still tells where it was.
 */
final class Membership {

  /** Where a socket stands. */
  enum Phase {
    /** Its middlewares run; nothing of it is heard. */
    JOINING,
    /** It has been let in: the client may send, and is being told so. */
    ADMITTED,
    /** It sends and receives. */
    CONNECTED,
    /** It has ended; its listeners are about to be told. */
    LEAVING,
    /** All is over. */
    GONE;

    boolean over() {
      return this == LEAVING || this == GONE;
    }
  }

  private final Places places;
  private final String id;
  private final int maxRooms;
  private final int maxNameLength;
  private final Object lock = new Object();
  private final Set<String> rooms = new LinkedHashSet<>(4); // its own one first; most are in few
  private volatile Phase phase = Phase.JOINING;
  private volatile boolean dismissed;

  /** {@code maxNameLength} is that of a room, in characters. */
  Membership(Places places, String id, int maxRooms, int maxNameLength) {
    this.places = places;
    this.id = id;
    this.maxRooms = maxRooms;
    this.maxNameLength = maxNameLength;
    rooms.add(id);
  }

  Phase phase() {
    return phase;
  }

  boolean connected() {
    return phase == Phase.CONNECTED;
  }

  /** The middlewares have passed. False where it has ended meanwhile. */
  boolean admit() {
    synchronized (lock) {
      if (phase != Phase.JOINING) {
        return false;
      }
      phase = Phase.ADMITTED;
      return true;
    }
  }

  /** The client has been told: from now on broadcasts reach it. False where it has ended. */
  boolean connect() {
    synchronized (lock) {
      if (phase != Phase.ADMITTED) {
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
    if (names.stream().anyMatch(name -> name.length() > maxNameLength)) {
      return false;
    }
    synchronized (lock) {
      if (phase.over()) {
        return false;
      }
      Set<String> added = new LinkedHashSet<>(names);
      added.removeAll(rooms);
      if (rooms.size() - 1 + added.size() > maxRooms) { // its own one does not count
        return false;
      }
      rooms.addAll(added);
      if (phase == Phase.CONNECTED) {
        added.forEach(places::add);
      }
    }
    places.announce();
    return true;
  }

  void leave(Collection<String> names) {
    synchronized (lock) {
      if (phase.over()) {
        return;
      }
      for (String room : names) {
        if (!room.equals(id) && rooms.remove(room)) {
          places.remove(room); // of who is coming back, even before it is connected
        }
      }
    }
    places.announce();
  }

  /** Own room first; empty once {@linkplain #forget forgotten}. */
  Set<String> rooms() {
    synchronized (lock) {
      return new LinkedHashSet<>(rooms);
    }
  }

  /** What is to be done in the very step that ends it. */
  interface LastStep {
    /** Called under the lock: short, and calls nobody. */
    void end(Phase before, Set<String> rooms);
  }

  /** Ends it, and returns the phase that this ended; {@link Phase#over()} if there was nothing. */
  Phase end(LastStep last) {
    return end(false, last);
  }

  /** As {@link #end}, because this server's application wants it. */
  Phase dismiss(LastStep last) {
    return end(true, last);
  }

  /** Whether it was {@link #dismiss} that ended it. */
  boolean dismissed() {
    return dismissed;
  }

  private Phase end(boolean dismissing, LastStep last) {
    Phase before;
    synchronized (lock) {
      before = phase;
      if (before.over()) {
        return before;
      }
      dismissed = dismissing;
      last.end(before, rooms);
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
    synchronized (lock) {
      rooms.clear();
      phase = Phase.GONE;
    }
  }
}
