package io.roomcast.internal.socketio;

import io.roomcast.Answers;
import io.roomcast.Broadcast;
import io.roomcast.ConnectionListener;
import io.roomcast.EventArgs;
import io.roomcast.EventEmitter;
import io.roomcast.Middleware;
import io.roomcast.Namespace;
import io.roomcast.Overflow;
import io.roomcast.Room;
import io.roomcast.Socket;
import io.roomcast.Subscription;
import io.roomcast.internal.recovery.RoomBounds;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of this server. It lives as long as the server, through every stop and start, unless
 * a client asked for it and empty ones are taken away.
 */
final class LocalNamespace extends ForwardingBroadcast implements Namespace {
  private final String name;
  private final NamespaceEnvironment environment;
  private final AtomicLong nextAckId = new AtomicLong();
  private final RoomIndex<LocalSocket> index;
  private final ServerSideEvents serverSideEvents;
  private final NamespaceAdapter adapter;
  private final Optional<RecoverableSessions> recoverable;
  private final BroadcastOperator all;
  private final Optional<LocalParent> parent;
  private final NamespaceSetup setup;
  private final NamespaceGate gate = new NamespaceGate();
  private volatile CompletionStage<Void> adapterOpen = CompletableFuture.completedStage(null);

  /** With the middlewares and connection listeners that its parent has now. */
  LocalNamespace(String name, NamespaceEnvironment environment, Optional<LocalParent> parent) {
    this.name = name;
    this.environment = environment;
    this.parent = parent;
    this.setup = parent.map(p -> p.setup().copy()).orElseGet(NamespaceSetup::new);
    CurrentRun run = environment.run();
    this.serverSideEvents =
        new ServerSideEvents(name, new NeutralForm(environment.encoder().codec()), run);
    this.adapter = new NamespaceAdapter(run, environment.adapterLog(), this::rooms);
    this.index = adapter.local().index();
    this.recoverable = adapter.local().recoverable();
    this.all = new BroadcastOperator(name, adapter, index, Selection.all(), EmitSettings.DEFAULT);
  }

  /** Where clients may come back, the adapter is told of the rooms of those that are away, too. */
  private MemoryRooms rooms(RoomEvents events) {
    PacketEncoder encoder = environment.encoder();
    Optional<RecoverableSessions> sessions =
        environment
            .recovery()
            .map(
                shared ->
                    new RecoverableSessions(
                        shared,
                        environment.roomBounds(),
                        encoder,
                        new RoomIndex<>(events),
                        absences()));
    return new MemoryRooms(
        name,
        new RoomIndex<>(sessions.isPresent() ? RoomEvents.unheard() : events),
        sessions,
        encoder,
        environment.run(),
        nextAckId::getAndIncrement,
        serverSideEvents,
        new DetailsForServers(name, new NeutralForm(encoder.codec()), environment.run()));
  }

  /** A client that may come back has not left for good. */
  private RecoverableSessions.Absences absences() {
    return new RecoverableSessions.Absences() {
      @Override
      public void began() {
        gate.absenceBegan();
      }

      @Override
      public void ended() {
        gate.absenceEnded();
      }

      @Override
      public void look() {
        environment.deserted().accept(LocalNamespace.this);
      }
    };
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
  public void overflow(Overflow policy) {
    setup.overflow(policy);
  }

  /** What is done about clients for which too much waits. */
  Overflow overflow() {
    return setup.overflow();
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
    return adapter.serverSideEmitWithAck(
        serverSideEvent(event, values), timeout, BroadcastOperator::args);
  }

  /** In neutral form even where nobody hears it, so that it fails on one server as on many. */
  private Arguments serverSideEvent(String event, @Nullable Object... values) {
    return adapter.neutral(Arguments.event(EventNames.requireServerSide(event), values));
  }

  @Override
  public EventEmitter serverSideEvents() {
    return serverSideEvents.listeners();
  }

  /** Opens the adapter of a new one; what the factory throws goes to the caller. */
  void openAdapter(RoomAdapter.Factory adapters) {
    adapterOpen = adapter.open(adapters);
  }

  /** As soon as its adapter is open, or has failed to be, which is logged. */
  void openGate(Runnable opened) {
    var unused =
        adapterOpen.whenComplete(
            (open, failure) -> {
              gate.open();
              opened.run();
            });
  }

  /** Of each of its sockets. */
  RoomBounds roomBounds() {
    return environment.roomBounds();
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

  /** Looks for the session of a client that may have one elsewhere; empty where it has none. */
  Optional<SessionLookup> sessionLookup(
      Surroundings surroundings, SocketHandshake handshake, SessionLookup.Asker asker) {
    return handshake.ticketed()
        ? recoverable.flatMap(
            sessions ->
                sessions
                    .stored()
                    .store()
                    .flatMap(
                        store ->
                            Ticket.whole(handshake.given())
                                .map(
                                    ticket ->
                                        new SessionLookup(
                                            surroundings,
                                            this,
                                            sessions,
                                            store,
                                            handshake,
                                            ticket,
                                            asker))))
        : Optional.empty();
  }

  /** {@code found} is there where the client is back from elsewhere. */
  LocalSocket newSocket(
      Surroundings surroundings,
      Client client,
      SocketHandshake handshake,
      Optional<SocketRecovery> found) {
    ClientProtocol protocol = client.protocol();
    SocketRecovery recovery = found.or(() -> recovery(protocol, client, handshake)).orElse(null);
    LocalSocket socket =
        new LocalSocket(
            surroundings, client, this, index, nextAckId::getAndIncrement, handshake, recovery);
    if (recovery != null) {
      recovery.belongTo(socket);
    }
    return socket;
  }

  private Optional<SocketRecovery> recovery(
      ClientProtocol protocol, Client client, SocketHandshake handshake) {
    return recoverable.map(
        sessions ->
            protocol.recovers()
                ? sessions.join(handshake.given(), client.replayRoom())
                : sessions.joinOnce(
                    protocol.socketId(client.session(), name), client.replayRoom()));
  }

  /** The sessions, where clients may come back. */
  Optional<RecoverableSessions> recoverable() {
    return recoverable;
  }

  /** Nobody comes back any more. */
  void forgetAbsent() {
    recoverable.ifPresent(RecoverableSessions::clear);
  }

  @Override
  public String toString() {
    return "namespace " + name;
  }
}
