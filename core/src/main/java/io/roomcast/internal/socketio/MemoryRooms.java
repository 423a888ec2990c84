package io.roomcast.internal.socketio;

import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Packet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rooms of one namespace in this server's memory: the local half of every adapter. */
record MemoryRooms(String namespace, RoomIndex<LocalSocket> index, PacketEncoder encoder)
    implements LocalRooms {

  @Override
  public void broadcast(Packet packet, Selection selection) {
    Packet ours =
        packet.namespace().equals(namespace)
            ? packet
            : new Packet(packet.type(), namespace, packet.id(), packet.data());
    List<EngineMessage> unit = encoder.encode(ours); // once, and before anybody gets it
    index.forEach(selection, socket -> socket.deliver(ours, unit));
  }

  @Override
  public void join(Selection selection, Set<String> rooms) {
    index.forEach(selection, socket -> socket.join(rooms));
  }

  @Override
  public void leave(Selection selection, Set<String> rooms) {
    index.forEach(selection, socket -> socket.leave(rooms));
  }

  @Override
  public void disconnect(Selection selection, boolean close) {
    index.forEach(selection, socket -> socket.disconnect(close));
  }

  @Override
  public Set<String> rooms() {
    return index.rooms();
  }

  @Override
  public Set<String> sockets(Selection selection) {
    Set<String> ids = new HashSet<>();
    index.forEach(selection, socket -> ids.add(socket.id()));
    return Set.copyOf(ids);
  }
}
