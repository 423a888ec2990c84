package io.roomcast.spi.adapter;

import java.util.Set;

/**
 * Which sockets of a namespace are meant: the union of {@code rooms}, or all where there are none,
 * less the members of {@code except}. Each socket is meant at most once. Since every socket is in a
 * room named by its own id, ids work in both sets.
 *
 * <pre>{@code
 * // io.to("room1").to("room2").except("muted")
 * Selection selection = new Selection(Set.of("room1", "room2"), Set.of("muted"));
 * }</pre>
 *
 * @param rooms the rooms to reach; empty for the whole namespace
 * @param except the rooms to leave out
 */
public record Selection(Set<String> rooms, Set<String> except) {
  private static final Selection ALL = new Selection(Set.of(), Set.of());

  public Selection {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
  }

  /**
   * Everybody.
   *
   * @return the selection without rooms
   */
  public static Selection all() {
    return ALL;
  }
}
