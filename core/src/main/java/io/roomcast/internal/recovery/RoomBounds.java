package io.roomcast.internal.recovery;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The bounds of one client's rooms.
 *
 * @param maxRooms how many there may be besides its own one
 * @param maxNameLength of each, in characters
 */
public record RoomBounds(int maxRooms, int maxNameLength) {

  /**
   * What joining means for who is in {@code rooms}, its own one among them.
   *
   * @return the rooms that are new; empty where they are beyond the bounds, so none is joined
   */
  public Optional<Set<String>> added(Set<String> rooms, Collection<String> names) {
    if (names.stream().anyMatch(name -> name.length() > maxNameLength)) {
      return Optional.empty();
    }
    Set<String> added = new LinkedHashSet<>(names);
    added.removeAll(rooms);
    return rooms.size() - 1 + added.size() > maxRooms ? Optional.empty() : Optional.of(added);
  }
}
