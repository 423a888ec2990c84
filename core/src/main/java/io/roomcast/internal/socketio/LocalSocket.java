package io.roomcast.internal.socketio;

import io.roomcast.Ack;
import io.roomcast.AnyListener;
import io.roomcast.Broadcast;
import io.roomcast.DisconnectListener;
import io.roomcast.DisconnectReason;
import io.roomcast.EmitResult;
import io.roomcast.Emitter;
import io.roomcast.EventArgs;
import io.roomcast.Handshake;
import io.roomcast.Subscription;
import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.SendResult;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.AckFuture;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.Placement;
import io.roomcast.internal.engineio.SessionView;
import io.roomcast.internal.recovery.Places;
import io.roomcast.internal.recovery.SentEvent;
import io.roomcast.spi.adapter.SocketDetails;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of this server.
 *
 * <p>What the protocol says takes effect at once, on whatever thread says it: {@link Membership}
 * ends, answers complete or fail. What listeners see of it is in the order of the serial queue:
 * middlewares, connection, events, disconnecting, disconnect.
 */
final class LocalSocket extends ListeningSocket {
  private static final Logger log = LoggerFactory.getLogger(LocalSocket.class);

  private final String id;
  private final Surroundings surroundings;
  private final Client client;
  private final LocalNamespace namespace;
  private final LongSupplier ackIds;
  private final SocketHandshake handshake;
  private final SerialQueue queue;
  private final Outlet outlet;
  private final Membership membership;
  private final @Nullable SocketRecovery recovery; // where clients may come back
  private final PendingAcks pendingAcks;
  private final Map<String, Object> data = new ConcurrentHashMap<>(1);
  private final EventDispatch dispatch;
  private final OutgoingListeners outgoing;
  private final ListenerList<DisconnectListener.WithCause> disconnecting = new ListenerList<>();
  private final DisconnectListeners disconnected = new DisconnectListeners();
  private volatile Timers.@Nullable Timeout joinTimeout; // until it is in, or is not

  LocalSocket(
      Surroundings surroundings,
      Client client,
      LocalNamespace namespace,
      RoomIndex<LocalSocket> index,
      LongSupplier ackIds,
      SocketHandshake handshake,
      @Nullable SocketRecovery recovery) {
    this.id = recovery == null ? SocketIds.next() : recovery.socketId();
    this.recovery = recovery;
    this.surroundings = surroundings;
    this.client = client;
    this.namespace = namespace;
    this.ackIds = ackIds;
    this.handshake = handshake;
    this.queue =
        new SerialQueue(
            surroundings.executor(),
            client.backlog(),
            e -> log.error("a task of {} failed", this, e));
    this.outlet = new Outlet(client.session());
    var options = surroundings.options();
    Places own = new IndexPlaces<>(index, id, this);
    this.membership =
        new Membership(
            recovery == null ? own : recovery.places(own),
            id,
            options.maxRoomsPerSocket(),
            options.maxRoomNameLength());
    this.pendingAcks = new PendingAcks(id, client.backlog(), options.maxPendingAcks());
    this.dispatch =
        new EventDispatch(
            queue,
            surroundings.timers(),
            options.connectTimeout(),
            membership::dismissed,
            this::failed);
    this.outgoing =
        new OutgoingListeners(queue, options.maxQueuedEvents(), e -> failed(Optional.empty(), e));
  }

  // ---- what it is

  @Override
  public String id() {
    return id;
  }

  @Override
  public LocalNamespace namespace() {
    return namespace;
  }

  @Override
  public Handshake handshake() {
    return handshake;
  }

  @Override
  public TransportName transport() {
    return client.session().transport();
  }

  @Override
  public ClientSession session() {
    return new SessionView(client.session(), this, task -> queue.execute(() -> guarded(task)));
  }

  /** A listener of the session is the user's, as all others are. */
  private void guarded(Runnable listener) {
    try {
      listener.run();
    } catch (Throwable e) {
      failed(Optional.of("session"), e);
    }
  }

  @Override
  public boolean connected() {
    return membership.connected();
  }

  @Override
  public Map<String, Object> data() {
    return data;
  }

  @Override
  public <T> Optional<T> data(String key, Class<T> type) {
    return NeutralForm.typed(data.get(key), type, new NeutralForm(surroundings.codec())::of);
  }

  @Override
  public boolean recovered() {
    return recovery != null && recovery.returning();
  }

  // ---- rooms

  @Override
  public boolean join(String... rooms) {
    return join(RoomNames.of(rooms));
  }

  boolean join(Set<String> rooms) {
    return membership.join(rooms);
  }

  @Override
  public void leave(String... rooms) {
    leave(RoomNames.of(rooms));
  }

  void leave(Set<String> rooms) {
    membership.leave(rooms);
  }

  @Override
  public Set<String> rooms() {
    return membership.rooms();
  }

  // ---- out

  @Override
  public Broadcast broadcast() {
    return namespace.except(id);
  }

  @Override
  public EmitResult emit(String event, @Nullable Object... values) {
    return emit(EmitSettings.DEFAULT, event, values);
  }

  @Override
  public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values) {
    return emitWithAck(EmitSettings.DEFAULT, event, values);
  }

  @Override
  public Emitter asVolatile() {
    return new SocketEmitter(this, EmitSettings.DEFAULT.asVolatile());
  }

  @Override
  public Emitter compress(boolean on) {
    return new SocketEmitter(this, EmitSettings.DEFAULT.compress(on));
  }

  @Override
  public Emitter timeout(Duration timeout) {
    return new SocketEmitter(this, EmitSettings.DEFAULT.within(timeout));
  }

  EmitResult emit(EmitSettings settings, String event, @Nullable Object... values) {
    EventNames.requireFree(event);
    if (!connected()) {
      return EmitResult.CLOSED;
    }
    Packet packet = packet(Packet.NO_ID, event, values);
    return recovery == null
        ? deliver(OutboundEvent.of(packet, settings.flags(), surroundings.encoder()))
        : emitted(recovery.emit(packet, settings.flags()));
  }

  CompletableFuture<EventArgs> emitWithAck(
      EmitSettings settings, String event, @Nullable Object... values) {
    EventNames.requireFree(event);
    var options = surroundings.options();
    AwaitedAnswer answer =
        new AwaitedAnswer(
            event,
            settings.timeout().orElse(options.ackTimeout()),
            options.maxPendingAcks(),
            new AckFuture<>(surroundings.executor().completions()));
    if (!connected()) {
      answer.silent(id, PendingAcks.Silence.GONE);
      return answer.future();
    }
    long ackId = ackIds.getAsLong();
    OutboundEvent question =
        OutboundEvent.of(packet(ackId, event, values), settings.flags(), surroundings.encoder());
    ask(ackId, question, answer); // registered only after it could be encoded
    answer.limit(pendingAcks, ackId, surroundings.timers());
    return answer.future();
  }

  private Packet packet(long packetId, String event, @Nullable Object... values) {
    Arguments arguments = Arguments.event(event, values);
    return new Packet(PacketType.EVENT, namespace.name(), packetId, arguments);
  }

  /** Sends a question that was encoded for many. The asker hears of it in any case. */
  void ask(long ackId, OutboundEvent question, PendingAcks.Asker asker) {
    if (pendingAcks.expect(ackId, asker)) {
      switch (deliver(question)) {
        case QUEUED -> {}
        case DROPPED -> pendingAcks.end(ackId, PendingAcks.Silence.DROPPED);
        case CLOSED -> pendingAcks.end(ackId, PendingAcks.Silence.GONE);
      }
    }
  }

  /** The time of a question is up. */
  void endQuestion(long ackId) {
    pendingAcks.end(ackId, PendingAcks.Silence.TIMEOUT);
  }

  /** Sends an event, which may have been encoded for many. */
  EmitResult deliver(OutboundEvent event) {
    EmitResult result = send(event.unit(), event.isVolatile());
    if (result == EmitResult.QUEUED) {
      outgoing.sent(event.packet());
    }
    return result;
  }

  /** As above, for a client that may come back for it, whether or not it is connected still. */
  SendResult deliver(SentEvent event, Placement placement) {
    SendResult result = send(event.unit(), !event.replayed(), placement);
    if (result == SendResult.QUEUED) {
      outgoing.sent(event.packet());
    }
    return result;
  }

  private EmitResult send(List<EngineMessage> unit, boolean isVolatile) {
    return connected() ? emitted(send(unit, isVolatile, Placement.UNOBSERVED)) : EmitResult.CLOSED;
  }

  private SendResult send(List<EngineMessage> unit, boolean isVolatile, Placement placement) {
    return isVolatile ? outlet.sendVolatile(unit, placement) : outlet.send(unit, placement);
  }

  private static EmitResult emitted(SendResult result) {
    return switch (result) {
      case QUEUED -> EmitResult.QUEUED;
      case DROPPED -> EmitResult.DROPPED;
      case CLOSED -> EmitResult.CLOSED;
    };
  }

  private List<EngineMessage> encoded(PacketType type, long packetId, Arguments arguments) {
    return surroundings.encoder().encode(new Packet(type, namespace.name(), packetId, arguments));
  }

  SocketDetails details() {
    return new SocketDetails(
        id, handshake.request(), handshake.shown(), rooms(), new LinkedHashMap<>(data));
  }

  // ---- in: the protocol half, on the session's serial calls

  /** Whether the client may send: it has been let in. */
  boolean admitted() {
    return membership.phase() != Membership.Phase.JOINING;
  }

  /** {@code bytes} is what the event holds in memory until its listeners get it. */
  void eventArrived(Packet packet, int bytes) {
    if (!over()) {
      queue.execute(() -> callListeners(packet), bytes);
    }
  }

  void ackArrived(Packet packet) {
    pendingAcks.answered(packet.id(), packet.data());
  }

  // ---- in: what listeners see, on the serial queue

  @Override
  EventDispatch dispatch() {
    return dispatch;
  }

  @Override
  ListenerList<AnyListener> outgoing() {
    return outgoing.list();
  }

  private void callListeners(Packet packet) {
    if (membership.dismissed()) { // no further event is heard
      return;
    }
    Ack ack =
        packet.hasId()
            ? new IncomingAck(namespace.name(), packet.id(), surroundings.encoder(), this::answer)
            : IncomingAck.NOT_REQUESTED;
    String event = EventNames.of(packet.data().get(0));
    EventArgs args = EventArgs.of(packet.data(), 1);
    dispatch.handle(new LocalEvent(event, args, ack, false, surroundings.codec()));
  }

  private void answer(List<EngineMessage> unit) {
    send(unit, false);
  }

  /** The client has sent what is no packet, and loses its connection for it (SIO-28). */
  void decodingFailed(DecodeException cause) {
    if (membership.phase() != Membership.Phase.JOINING && !over()) {
      queue.execute(
          () -> {
            failed(Optional.of("error"), cause);
            dispatch.error(cause);
          });
    }
  }

  private void failed(Optional<String> event, Throwable cause) {
    surroundings.failures().report(this, event, cause);
  }

  // ---- its beginning: see NamespaceJoin

  boolean over() {
    return membership.phase().over();
  }

  /** What the client left behind when it was here last, where it is back. */
  void begin(Runnable join) {
    if (recovery == null) {
      execute(join);
      return;
    }
    membership.join(recovery.rooms());
    recovery.whenDue(
        () -> {
          data.putAll(recovery.data());
          execute(join);
        });
  }

  boolean skipsMiddlewares() {
    return recovery != null && recovery.skipsMiddlewares();
  }

  void onPing(boolean behindAll) {
    if (recovery != null) {
      recovery.onPing(behindAll);
    }
  }

  void onPong() {
    if (recovery != null) {
      recovery.onPong();
    }
  }

  /** Runs a step of the beginning in order with all that listeners see. */
  void execute(Runnable step) {
    queue.execute(step);
  }

  /** Refuses it with "timeout" unless its middlewares have passed by then. */
  void limitJoin(Duration within) {
    joinTimeout =
        surroundings
            .timers()
            .schedule(
                within,
                () -> {
                  log.debug("the middlewares took too long: {}", this);
                  refuse(() -> refusal("timeout"));
                });
  }

  private void joinDecided() {
    Timers.Timeout running = joinTimeout;
    if (running != null) {
      running.cancel();
      joinTimeout = null;
    }
  }

  /**
   * The middlewares have passed: the client is told, and only then does anything else reach it.
   * False where it has gone meanwhile, or was disconnected by the application.
   */
  boolean connect() {
    surroundings.live().enter();
    if (!client.open() || !membership.admit()) {
      surroundings.live().leave();
      return false;
    }
    joinDecided();
    client.joined();
    Optional<List<List<EngineMessage>>> missed =
        recovery == null ? Optional.of(List.of()) : recovery.connected(membership);
    if (missed.isEmpty()) { // it has to begin anew
      end(Departure.of(DisconnectReason.FORCED_CLOSE));
      client.session().discard();
      return false;
    }
    boolean connected = membership.connect(); // from now on broadcasts find it
    outlet.open(missed.get(), encoded(PacketType.CONNECT, Packet.NO_ID, Arguments.of(news())));
    boolean dismissed = membership.dismissed();
    if (dismissed && !connected) {
      sendDisconnect(); // only now, or the client would take itself for connected
    }
    return !dismissed;
  }

  private Map<String, String> news() {
    Map<String, String> news = new LinkedHashMap<>();
    news.put("sid", id);
    if (recovery != null) {
      news.put("pid", recovery.privateId());
    }
    return news;
  }

  /** It is not let in. {@code packet} makes what the client is told; not asked if it has gone. */
  void refuse(Supplier<List<EngineMessage>> packet) {
    if (endMembership(false, membership::end) == Membership.Phase.JOINING) {
      refused(packet);
    }
  }

  private void refused(Supplier<List<EngineMessage>> packet) {
    joinDecided();
    client.left(this, false); // first: once it knows, the client may try again
    over(client);
    client.session().send(packet.get());
  }

  private List<EngineMessage> refusal(String message) {
    return encoded(
        PacketType.CONNECT_ERROR, Packet.NO_ID, Arguments.of(Map.of("message", message)));
  }

  // ---- its end

  @Override
  public Subscription onDisconnecting(DisconnectListener.WithCause listener) {
    return disconnecting.add(listener);
  }

  @Override
  public Subscription onDisconnect(DisconnectListener.WithCause listener) {
    DisconnectListeners.Added added = disconnected.add(listener);
    added.tooLate().ifPresent(why -> queue.execute(() -> tell("disconnect", listener, why)));
    return added.subscription();
  }

  @Override
  public void disconnect(boolean close) {
    if (close) {
      if (!over()) {
        client.disconnect();
      }
      return;
    }
    Membership.Phase before = endMembership(false, membership::dismiss);
    if (before.over()) {
      return;
    }
    if (before == Membership.Phase.JOINING) { // or a middleware that does this would let it in
      refused(() -> refusal("disconnected"));
      return;
    }
    dispatch.dismiss();
    client.left(this, true); // first: once it knows, the client may come again
    if (before == Membership.Phase.CONNECTED) {
      sendDisconnect();
    }
    ended(Departure.of(DisconnectReason.SERVER_NAMESPACE_DISCONNECT));
  }

  private void sendDisconnect() {
    outlet.send(encoded(PacketType.DISCONNECT, Packet.NO_ID, Arguments.none()));
  }

  /** The client left, or its connection ended. Does nothing where it has ended already. */
  void end(Departure departure) {
    Membership.Phase before = endMembership(departure.recoverable(), membership::end);
    if (before.over()) {
      return;
    }
    client.left(this, false);
    if (before == Membership.Phase.JOINING) {
      joinDecided();
      over(client);
    } else {
      ended(departure);
    }
  }

  /** Ends it and, in the same step, its part in the session, so that nobody sees one of both. */
  private Membership.Phase endMembership(
      boolean recoverable, Function<Membership.LastStep, Membership.Phase> how) {
    return recovery == null
        ? how.apply((phase, rooms) -> {})
        : recovery.end(recoverable, data, surroundings.timers(), how);
  }

  /** Once per socket that was let in: after its connection's listeners and its events. */
  private void ended(Departure departure) {
    pendingAcks.close();
    dispatch.clientGone();
    queue.execute(() -> sayGoodbye(departure));
  }

  private void sayGoodbye(Departure departure) {
    try {
      disconnecting.snapshot().forEach(listener -> tell("disconnecting", listener, departure));
      membership.forget();
      disconnected.gone(departure).forEach(listener -> tell("disconnect", listener, departure));
    } finally {
      if (recovery != null) {
        recovery.farewellSaid();
      }
      over(client);
      surroundings.live().leave();
    }
  }

  private void over(Client of) {
    of.session().forgetListeners(this);
    of.over(this);
  }

  private void tell(String event, DisconnectListener.WithCause listener, Departure departure) {
    try {
      listener.onDisconnect(departure.reason(), departure.cause());
    } catch (Throwable e) { // the other listeners shall hear of it, too
      failed(Optional.of(event), e);
    }
  }

  EngineSession engineSession() {
    return client.session();
  }

  int pendingAcks() {
    return pendingAcks.size();
  }

  @Override
  public String toString() {
    return "socket " + id + " of " + namespace.name();
  }
}
