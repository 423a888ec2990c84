package io.roomcast.internal.recovery;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The rooms in which somebody is found: it is taken out of exactly those that it was put into. Not
 * thread-safe.
 */
final class PlacedRooms {
  private final Places places;
  private final Set<String> rooms = new LinkedHashSet<>(4); // its own one first

  PlacedRooms(Places places) {
    this.places = places;
  }

  void enter(Collection<String> all) {
    rooms.addAll(all);
    places.enter(all);
  }

  void add(String room) {
    if (rooms.add(room)) {
      places.add(room);
    }
  }

  void remove(String room) {
    if (rooms.remove(room)) {
      places.remove(room);
    }
  }

  void exit() {
    places.exit(rooms);
    rooms.clear();
  }

  /** Adds all of them or, where they are beyond the bounds, none. */
  boolean join(Collection<String> names, RoomBounds bounds) {
    Optional<Set<String>> added = bounds.added(rooms, names);
    added.ifPresent(all -> all.forEach(this::add));
    return added.isPresent();
  }

  Set<String> snapshot() {
    return new LinkedHashSet<>(rooms);
  }
}
