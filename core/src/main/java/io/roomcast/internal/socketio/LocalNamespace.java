package io.roomcast.internal.socketio;

import io.roomcast.Broadcast;
import io.roomcast.ConnectionListener;
import io.roomcast.Handshake;
import io.roomcast.Middleware;
import io.roomcast.Namespace;
import io.roomcast.Room;
import io.roomcast.Socket;
import io.roomcast.Subscription;
import io.roomcast.internal.engineio.LogText;
import io.roomcast.spi.adapter.Selection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * A namespace of this server. It lives as long as the server, through every stop and start, unless
 * a client asked for it and empty ones are taken away.
 */
final class LocalNamespace extends ForwardingBroadcast implements Namespace {
  private final String name;
  private final RoomIndex<LocalSocket> index;
  private final NamespaceAdapter adapter;
  private final BroadcastOperator all;
  private final Optional<LocalParent> parent;
  private final NamespaceSetup setup;
  private final NamespaceGate gate = new NamespaceGate();
  private final AtomicLong nextAckId = new AtomicLong();

  /** With the middlewares and connection listeners that its parent has now. */
  LocalNamespace(String name, PacketEncoder encoder, Optional<LocalParent> parent) {
    this.name = name;
    this.parent = parent;
    this.setup = parent.map(p -> p.setup().copy()).orElseGet(NamespaceSetup::new);
    this.adapter = new NamespaceAdapter(name, encoder);
    this.index = adapter.index();
    this.all = new BroadcastOperator(name, adapter, index, Selection.all());
  }

  @Override
  Broadcast all() {
    return all;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Subscription onConnection(ConnectionListener listener) {
    return setup.onConnection(listener);
  }

  @Override
  public void use(Middleware middleware) {
    setup.use(middleware);
  }

  @Override
  public void useAsync(Middleware.Async middleware) {
    setup.useAsync(middleware);
  }

  @Override
  public Room room(String room) {
    return new LocalRoom(this, RoomNames.requireName(room), index);
  }

  @Override
  public Set<String> rooms() {
    return index.rooms();
  }

  @Override
  public int size() {
    return index.size();
  }

  @Override
  public Optional<Socket> socket(String id) {
    return index.member(id).map(Function.identity());
  }

  NamespaceAdapter adapter() {
    return adapter;
  }

  RoomIndex<LocalSocket> index() {
    return index;
  }

  Optional<LocalParent> parent() {
    return parent;
  }

  NamespaceSetup setup() {
    return setup;
  }

  NamespaceGate gate() {
    return gate;
  }

  LocalSocket newSocket(Surroundings surroundings, Client client, Handshake handshake) {
    return new LocalSocket(
        surroundings, client, this, index, nextAckId::getAndIncrement, handshake);
  }

  @Override
  public String toString() {
    return "namespace " + LogText.clean(name);
  }
}
