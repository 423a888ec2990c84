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
  private final String own; // the room that it is in as long as it is found
  private final RoomBounds bounds;
  private final Set<String> rooms = new LinkedHashSet<>(4); // its own one first

  PlacedRooms(Places places, String own, RoomBounds bounds) {
    this.places = places;
    this.own = own;
    this.bounds = bounds;
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
  boolean join(Collection<String> names) {
    Optional<Set<String>> added = bounds.added(rooms, names);
    added.ifPresent(all -> all.forEach(this::add));
    return added.isPresent();
  }

  /** Removes them, but its own. */
  void leave(Collection<String> names) {
    names.stream().filter(name -> !name.equals(own)).forEach(this::remove);
  }

  Set<String> snapshot() {
    return new LinkedHashSet<>(rooms);
  }
}
