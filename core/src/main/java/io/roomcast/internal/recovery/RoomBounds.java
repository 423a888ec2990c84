package io.roomcast.internal.recovery;

import io.roomcast.internal.concurrent.LimitHits;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The bounds of one client's rooms.
 *
 * @param maxRooms how many there may be besides its own one
 * @param maxNameLength of each, in characters
 * @param hits counts what is beyond the bounds
 */
public record RoomBounds(int maxRooms, int maxNameLength, LimitHits hits) {

  /**
   * What joining means for who is in {@code rooms}, its own one among them.
   *
   * @return the rooms that are new; empty where they are beyond the bounds, so none is joined
   */
  public Optional<Set<String>> added(Set<String> rooms, Collection<String> names) {
    if (names.stream().anyMatch(name -> name.length() > maxNameLength)) {
      hits.hit("maxRoomNameLength");
      return Optional.empty();
    }
    Set<String> added = new LinkedHashSet<>(names);
    added.removeAll(rooms);
    if (rooms.size() - 1 + added.size() > maxRooms) {
      hits.hit("maxRoomsPerSocket");
      return Optional.empty();
    }
    return Optional.of(added);
  }
}
