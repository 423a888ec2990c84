package io.roomcast.internal.socketio;

import io.roomcast.Broadcast;
import io.roomcast.Namespace;
import io.roomcast.Room;
import io.roomcast.Socket;

/** A handle on a room, of which it holds nothing but the name. */
final class LocalRoom extends ForwardingBroadcast implements Room {
  private final Namespace namespace;
  private final String name;
  private final RoomIndex<LocalSocket> index;
  private final Broadcast members;

  LocalRoom(Namespace namespace, String name, RoomIndex<LocalSocket> index) {
    this.namespace = namespace;
    this.name = name;
    this.index = index;
    this.members = namespace.to(name);
  }

  @Override
  Broadcast all() {
    return members;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Namespace namespace() {
    return namespace;
  }

  @Override
  public int size() {
    return index.members(name).size();
  }

  @Override
  public boolean contains(Socket socket) {
    return socket instanceof LocalSocket local && index.members(name).contains(local);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LocalRoom room
        && room.name.equals(name)
        && room.namespace.equals(namespace);
  }

  @Override
  public int hashCode() {
    return 31 * namespace.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return "room " + name + " of " + namespace.name();
  }
}
