package io.roomcast.internal.socketio;

import io.roomcast.AnyListener;
import io.roomcast.Broadcast;
import io.roomcast.DisconnectListener;
import io.roomcast.EmitResult;
import io.roomcast.Emitter;
import io.roomcast.EventArgs;
import io.roomcast.Handshake;
import io.roomcast.Subscription;
import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.SessionView;
import io.roomcast.internal.recovery.Places;
import io.roomcast.spi.adapter.SocketDetails;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of this server.
 *
 * <p>What the protocol says takes effect at once, on whatever thread says it: {@link Membership}
 * ends, answers complete or fail. What listeners see of it is in the order of the serial queue:
 * middlewares, connection, events, disconnecting, disconnect. So it has four parts: {@link
 * SocketLife}, {@link Inbound}, {@link Outbound}, and this, the face that applications see.
 */
final class LocalSocket extends ListeningSocket {
  private static final Logger log = LoggerFactory.getLogger(LocalSocket.class);

  private final String id;
  private final Surroundings surroundings;
  private final Client client;
  private final LocalNamespace namespace;
  private final SocketHandshake handshake;
  private final SerialQueue queue;
  private final Membership membership;
  private final @Nullable SocketRecovery recovery; // where clients may come back
  private volatile @Nullable Map<String, Object> data; // once it is asked for
  private final SocketLife life;
  private final Outbound outbound;
  private final Inbound inbound;

  LocalSocket(
      Surroundings surroundings,
      Client client,
      LocalNamespace namespace,
      RoomIndex<LocalSocket> index,
      LongSupplier ackIds,
      SocketHandshake handshake,
      @Nullable SocketRecovery recovery) {
    this.id =
        recovery == null
            ? client.protocol().socketId(client.session(), namespace.name())
            : recovery.socketId();
    this.recovery = recovery;
    this.surroundings = surroundings;
    this.client = client;
    this.namespace = namespace;
    this.handshake = handshake;
    this.queue =
        new SerialQueue(
            surroundings.executor(),
            client.backlog(),
            e -> log.error("a task of {} failed", this, e),
            surroundings.bursts());
    Places own = new IndexPlaces<>(index, id, this);
    this.membership =
        new Membership(recovery == null ? own : recovery.places(own), id, namespace.roomBounds());
    this.life = new SocketLife(this, surroundings, client, queue, membership, recovery);
    this.outbound =
        new Outbound(
            this,
            surroundings,
            client,
            ackIds,
            recovery,
            new OutgoingListeners(
                queue,
                surroundings.options().maxQueuedEvents(),
                surroundings.hits(),
                e -> failed(Optional.empty(), e)),
            new OverflowNotice(this, queue));
    this.inbound = new Inbound(this, surroundings, queue, membership, outbound::answer);
  }

  // ---- its parts

  /** How it comes and goes. */
  SocketLife life() {
    return life;
  }

  /** What its client sends. */
  Inbound inbound() {
    return inbound;
  }

  /** What its client is sent. */
  Outbound outbound() {
    return outbound;
  }

  @Override
  EventDispatch dispatch() {
    return inbound.dispatch();
  }

  @Override
  ListenerList<AnyListener> outgoing() {
    return outbound.listeners().list();
  }

  /** Code of the application has failed. */
  void failed(Optional<String> event, Throwable cause) {
    surroundings.failures().report(this, event, cause);
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

  @Override
  public boolean writable() {
    return connected() && client.session().writable();
  }

  /** Whether what is sent would leave at once. */
  boolean idle() {
    return connected() && client.session().idle();
  }

  @Override
  public Subscription onWritable(Runnable listener) {
    return session().onWritable(listener)::cancel;
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
    Map<String, Object> known = data;
    if (known != null) {
      return known;
    }
    synchronized (membership) { // not this, which applications can lock
      Map<String, Object> made = data == null ? new ConcurrentHashMap<>(2) : data;
      data = made;
      return made;
    }
  }

  private Map<String, Object> knownData() {
    Map<String, Object> known = data;
    return known == null ? Map.of() : known;
  }

  @Override
  public <T> Optional<T> data(String key, Class<T> type) {
    return NeutralForm.typed(knownData().get(key), type, new NeutralForm(surroundings.codec())::of);
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
    return recovery == null ? membership.join(rooms) : recovery.join(membership, rooms);
  }

  @Override
  public void leave(String... rooms) {
    leave(RoomNames.of(rooms));
  }

  void leave(Set<String> rooms) {
    if (recovery == null) {
      membership.leave(rooms);
    } else {
      recovery.leave(membership, rooms);
    }
  }

  @Override
  public Set<String> rooms() {
    return recovery == null ? membership.rooms() : recovery.rooms(membership);
  }

  // ---- out

  @Override
  public Broadcast broadcast() {
    return namespace.except(id);
  }

  @Override
  public EmitResult emit(String event, @Nullable Object... values) {
    return outbound.emit(EmitSettings.DEFAULT, event, values);
  }

  @Override
  public CompletableFuture<EventArgs> emitWithAck(String event, @Nullable Object... values) {
    return outbound.emitWithAck(EmitSettings.DEFAULT, event, values);
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

  SocketDetails details() {
    return new SocketDetails(
        id, handshake.request(), handshake.shown(), rooms(), new LinkedHashMap<>(knownData()));
  }

  // ---- heartbeats, on the session's serial calls

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

  // ---- its end

  @Override
  public Subscription onDisconnecting(DisconnectListener.WithCause listener) {
    return life.onDisconnecting(listener);
  }

  @Override
  public Subscription onDisconnect(DisconnectListener.WithCause listener) {
    return life.onDisconnect(listener);
  }

  @Override
  public void disconnect(boolean close) {
    life.silence(); // at once; only what the client is told waits for the events before it
    outbound.end(() -> life.disconnect(close));
  }

  EngineSession engineSession() {
    return client.session();
  }

  /** Its id, or as much of it as is no secret. */
  String loggedId() {
    return client.protocol().loggedId(id);
  }

  @Override
  public String toString() {
    return "socket " + loggedId() + " of " + namespace.name();
  }
}
