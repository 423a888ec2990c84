package io.roomcast.internal.socketio;

import io.roomcast.Broadcast;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A selection of a namespace's sockets, and what can be done with it. */
record BroadcastOperator(
    String namespace, NamespaceAdapter adapter, RoomIndex<LocalSocket> index, Selection selection)
    implements Broadcast {

  @Override
  public BroadcastOperator to(String... rooms) {
    return with(new Selection(union(selection.rooms(), rooms), selection.except()));
  }

  @Override
  public BroadcastOperator except(String... rooms) {
    return with(new Selection(selection.rooms(), union(selection.except(), rooms)));
  }

  @Override
  public void emit(String event, @Nullable Object... values) {
    Arguments data = Arguments.event(EventNames.requireFree(event), values);
    adapter.broadcast(Packet.of(PacketType.EVENT, namespace, data), selection);
  }

  @Override
  public void socketsJoin(String... rooms) {
    adapter.join(selection, RoomNames.of(rooms));
  }

  @Override
  public void socketsLeave(String... rooms) {
    adapter.leave(selection, RoomNames.of(rooms));
  }

  @Override
  public void disconnectSockets(boolean close) {
    adapter.disconnect(selection, close);
  }

  @Override
  public Collection<Socket> sockets() {
    return List.copyOf(index.select(selection));
  }

  private BroadcastOperator with(Selection changed) {
    return new BroadcastOperator(namespace, adapter, index, changed);
  }

  private static Set<String> union(Set<String> rooms, String... more) {
    Set<String> all = new HashSet<>(rooms);
    all.addAll(RoomNames.of(more));
    return all;
  }
}
