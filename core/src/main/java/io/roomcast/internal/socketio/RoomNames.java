package io.roomcast.internal.socketio;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks the names of rooms. */
final class RoomNames {
  private RoomNames() {}

  /** The names, each once; throws {@link IllegalArgumentException} where one is empty. */
  static Set<String> of(String... names) {
    for (String name : names) {
      requireName(name);
    }
    return new LinkedHashSet<>(Arrays.asList(names));
  }

  static String requireName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a room's name is not empty");
    }
    return name;
  }
}
