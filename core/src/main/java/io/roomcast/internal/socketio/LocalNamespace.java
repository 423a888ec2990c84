package io.roomcast.internal.socketio;

import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.ConnectionListener;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.Middleware;
import io.roomcast.Namespace;
import io.roomcast.Room;
import io.roomcast.Socket;
import io.roomcast.Subscription;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A namespace of this server. It lives as long as the server, through every stop and start. */
final class LocalNamespace extends ForwardingBroadcast implements Namespace {
  private static final CompletionStage<Void> PASSED = CompletableFuture.completedStage(null);

  private final String name;
  private final RoomIndex<LocalSocket> index;
  private final ServerSideEvents serverSideEvents;
  private final NamespaceAdapter adapter;
  private final BroadcastOperator all;
  private final List<Middleware.Async> middlewares = new CopyOnWriteArrayList<>();
  private final ListenerList<ConnectionListener> connectionListeners = new ListenerList<>();
  private final AtomicLong nextAckId = new AtomicLong();

  LocalNamespace(String name, PacketEncoder encoder, CurrentRun run) {
    this.name = name;
    this.serverSideEvents = new ServerSideEvents(name, new NeutralForm(encoder.codec()), run);
    this.adapter =
        new NamespaceAdapter(
            run,
            sockets ->
                new MemoryRooms(
                    name, sockets, encoder, run, nextAckId::getAndIncrement, serverSideEvents));
    this.index = adapter.index();
    this.all = new BroadcastOperator(name, adapter, index, Selection.all(), EmitSettings.DEFAULT);
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
    return connectionListeners.add(listener);
  }

  @Override
  public void use(Middleware middleware) {
    middlewares.add(
        socket -> {
          middleware.handle(socket);
          return PASSED;
        });
  }

  @Override
  public void useAsync(Middleware.Async middleware) {
    middlewares.add(middleware);
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

  @Override
  public CompletableFuture<Void> serverSideEmit(String event, @Nullable Object... values) {
    return adapter.serverSideEmit(serverSideEvent(event, values));
  }

  @Override
  public CompletableFuture<Answers<EventArgs>> serverSideEmitWithAck(
      Duration timeout, String event, @Nullable Object... values) {
    EmitSettings.requirePositive(timeout);
    return adapter
        .serverSideEmitWithAck(serverSideEvent(event, values), timeout)
        .thenApply(
            replies -> BroadcastOperator.answers(replies, answer -> EventArgs.of(answer, 0)));
  }

  /** In neutral form even where nobody hears it, so that it fails on one server as on many. */
  private Arguments serverSideEvent(String event, @Nullable Object... values) {
    return adapter.neutral(Arguments.event(EventNames.requireServerSide(event), values));
  }

  @Override
  public EventEmitter serverSideEvents() {
    return serverSideEvents;
  }

  NamespaceAdapter adapter() {
    return adapter;
  }

  RoomIndex<LocalSocket> index() {
    return index;
  }

  /** As they are now; a join that has begun keeps to them. */
  Iterator<Middleware.Async> middlewares() {
    return middlewares.iterator();
  }

  List<ConnectionListener> connectionListeners() {
    return connectionListeners.snapshot();
  }

  LocalSocket newSocket(Surroundings surroundings, Client client, SocketHandshake handshake) {
    return new LocalSocket(
        surroundings, client, this, index, nextAckId::getAndIncrement, handshake);
  }

  @Override
  public String toString() {
    return "namespace " + name;
  }
}
