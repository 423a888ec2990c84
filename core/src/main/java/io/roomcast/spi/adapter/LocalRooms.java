package io.roomcast.spi.adapter;

import io.roomcast.spi.codec.Packet;
import java.util.Set;

/**
 * The local half of a namespace: the rooms and sockets of this server. Implemented by the core and
 * handed to a {@link RoomAdapter}. Thread-safe; nothing here blocks.
 */
public interface LocalRooms {

  /**
   * The namespace.
   *
   * @return its name, which begins with {@code /}
   */
  String namespace();

  /**
   * Sends a packet to the selected sockets of this server. It is encoded once.
   *
   * @param packet an event
   * @param selection who gets it
   * @throws io.roomcast.spi.codec.EncodeException if it cannot be encoded; nobody gets it then
   */
  void broadcast(Packet packet, Selection selection);

  /**
   * Lets the selected sockets of this server join rooms.
   *
   * @param selection who joins
   * @param rooms the rooms to join
   */
  void join(Selection selection, Set<String> rooms);

  /**
   * Lets the selected sockets of this server leave rooms.
   *
   * @param selection who leaves
   * @param rooms the rooms to leave
   */
  void leave(Selection selection, Set<String> rooms);

  /**
   * Disconnects the selected sockets of this server, after what has been sent to them.
   *
   * @param selection who is disconnected
   * @param close whether to close their connections too
   */
  void disconnect(Selection selection, boolean close);

  /**
   * The rooms that have a member on this server, the sockets' own rooms included.
   *
   * @return a snapshot
   */
  Set<String> rooms();

  /**
   * The selected sockets of this server.
   *
   * @param selection which
   * @return a snapshot of their ids
   */
  Set<String> sockets(Selection selection);
}
