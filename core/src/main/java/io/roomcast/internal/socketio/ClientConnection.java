package io.roomcast.internal.socketio;

import io.roomcast.DisconnectReason;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.FewEntries;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.SessionListener;
import io.roomcast.internal.recovery.ReplayRoom;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.ReservedEvents;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: the packets of an Engine.IO session, handed to the client's sockets.
 *
 * <p>The session's serial calls own the decoder, and they alone put sockets into the map, never
 * after the session has closed; but for a dynamic namespace it is its lookup that puts the socket
 * there, in place of itself, and then looks whether the session is still open. A socket is taken
 * out by whoever ended it, on any thread, exactly once. Nothing here waits or runs user code: acks
 * complete and sockets end at once, predicates go to the executor, events and middlewares to the
 * serial queue of their socket.
 *
 * <p>A client that breaks the protocol loses its connection (SIO-22 to SIO-24, SIO-28 to SIO-30).
 * It is no violation to have sent something to a namespace that the server has just disconnected,
 * since the two cross on the way; that is dropped until the client joins again.
 */
final class ClientConnection
    implements SessionListener, Client, NamespaceLookup.Asker, SessionLookup.Asker {
  private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);

  private final Surroundings surroundings;
  private final Namespaces namespaces;
  private final EngineSession session;
  private final ClientProtocol protocol;
  private final BooleanSupplier shuttingDown;
  private final PacketDecoder decoder;
  private final Backlog backlog;
  private final ReplayRoom replayRoom;
  private volatile Timers.@Nullable Timeout connectTimeout;
  private final FewEntries<LocalSocket> sockets = new FewEntries<>();
  private final FewEntries<Lookup> lookups = new FewEntries<>();
  private final FewEntries<String> disconnectedByServer = new FewEntries<>(); // by themselves
  private final AtomicInteger alive =
      new AtomicInteger(); // lookups, and sockets whose listeners are not done
  private final AtomicInteger opening = new AtomicInteger(); // sockets to which events wait
  private int arriving; // bytes of the packet that is being decoded
  private volatile long decoded; // packets so far
  private long unfinished = -1; // what that was when the packet began that is timed
  private volatile Timers.@Nullable Timeout packetTimeout; // while the rest of a packet is to come
  private volatile @Nullable Throwable fault; // of the client, if that ends it
  private volatile boolean open = true;
  private volatile boolean disconnecting; // by the application
  private volatile boolean joined;

  ClientConnection(
      Surroundings surroundings,
      Namespaces namespaces,
      EngineSession session,
      BooleanSupplier shuttingDown) {
    this.surroundings = surroundings;
    this.namespaces = namespaces;
    this.session = session;
    this.protocol = protocol();
    this.shuttingDown = shuttingDown;
    this.replayRoom = new ReplayRoom(surroundings.replay());
    var options = surroundings.options();
    this.decoder = surroundings.codec().decoder(options.codecLimits());
    Backlog.Source reading = session::readable;
    this.backlog =
        new Backlog(
            options.maxQueuedEvents(),
            options.maxQueuedEventBytes(),
            reading.counted(surroundings.hits(), "maxQueuedEvents", "maxQueuedEventBytes"),
            this::endFlooder);
    this.connectTimeout =
        surroundings.timers().schedule(options.connectTimeout(), () -> endIdler(false));
  }

  // ---- what the session says: serial calls

  @Override
  public void onText(String text) {
    if (open) {
      arriving += text.length();
      handle(() -> decoder.text(text));
    }
  }

  @Override
  public void onBinary(ByteBuffer bytes) {
    if (open) {
      arriving += bytes.remaining();
      handle(() -> decoder.binary(bytes));
    }
  }

  @Override
  public void onPing(boolean behindAll) {
    sockets.values().forEach(socket -> socket.onPing(behindAll));
  }

  @Override
  public void onPong() {
    sockets.values().forEach(LocalSocket::onPong);
  }

  @Override
  public void onClosed(CloseReason reason, @Nullable Throwable cause) {
    log.debug("a client is gone: {}", reason.text(), cause);
    open = false;
    forgetConnectTimeout();
    packetIsWhole();
    decoder.close();
    lookups.values().forEach(this::abandon);
    Throwable known = cause == null ? fault : cause;
    endAll(
        new Departure(
            shuttingDown.getAsBoolean() ? DisconnectReason.SERVER_SHUTTING_DOWN : seen(reason),
            Optional.ofNullable(known)));
  }

  private void handle(Supplier<Optional<Packet>> decoding) {
    Optional<Packet> packet;
    try {
      packet = decoding.get().map(it -> protocol.understood(it, surroundings.encoder()));
    } catch (DecodeException e) { // the sockets last as long as the session (SIO-29)
      log.debug("a client is disconnected: it sent what is no packet: {}", e.getMessage());
      e.limit().ifPresent(surroundings.hits()::hit);
      sockets.values().forEach(socket -> socket.inbound().decodingFailed(e));
      fault = e;
      close();
      return;
    } catch (RuntimeException | StackOverflowError e) {
      log.error("a client is disconnected: the decoder failed", e);
      fault = e;
      close();
      return;
    }
    if (packet.isPresent()) {
      int bytes = arriving;
      arriving = 0;
      long count = decoded + 1;
      decoded = count;
      packetIsWhole();
      handle(packet.get(), bytes);
    } else if (unfinished != decoded) {
      unfinished = decoded;
      awaitRest(decoded);
    }
  }

  private void awaitRest(long before) {
    Duration within = surroundings.options().packetTimeout();
    packetTimeout = surroundings.timers().schedule(within, () -> endStraggler(before));
  }

  private void packetIsWhole() {
    Timers.Timeout running = packetTimeout;
    if (running != null) {
      running.cancel();
      packetTimeout = null;
    }
  }

  void handle(Packet packet, int bytes) {
    switch (packet.type()) {
      case CONNECT -> join(packet, bytes);
      case CONNECT_ERROR -> violation("a connect error comes from the server only");
      case DISCONNECT, EVENT, ACK -> {
        LocalSocket socket = sockets.get(packet.namespace());
        if (reserved(packet)) {
          violation("it sends an event without a name, or of a reserved one");
        } else if (nameTooLong(packet)) {
          overLimit("maxEventNameLength", "it sends an event whose name is too long");
        } else if (socket != null && socket.life().admitted()) {
          handle(packet, bytes, socket);
        } else if (!disconnectedByServer.contains(packet.namespace())) {
          violation("it is not in the namespace that it sends to");
        }
      }
    }
  }

  private static void handle(Packet packet, int bytes, LocalSocket socket) {
    switch (packet.type()) {
      case DISCONNECT ->
          socket.life().end(Departure.of(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT));
      case ACK -> socket.outbound().ackArrived(packet);
      default -> socket.inbound().eventArrived(packet, bytes);
    }
  }

  /** The decoder sees to that, but it may be another than ours. */
  private static boolean reserved(Packet packet) {
    return packet.type() == PacketType.EVENT
        && (packet.data().size() == 0
            || (packet.data().get(0) instanceof String event && ReservedEvents.contains(event)));
  }

  /** The name of a number is its text. */
  private boolean nameTooLong(Packet packet) {
    return packet.type() == PacketType.EVENT
        && EventNames.of(packet.data().get(0)).length()
            > surroundings.options().maxEventNameLength();
  }

  private void join(Packet packet, int bytes) {
    String name = packet.namespace();
    Optional<LocalNamespace> known = namespaces.find(name);
    if (name.length() > surroundings.options().maxNamespaceNameLength()) { // not to be told again
      overLimit("maxNamespaceNameLength", "it asks for a namespace whose name is too long");
    } else if (known.isEmpty() && !namespaces.mayBeMade(name)) {
      refuse(name, Namespaces.INVALID);
    } else if (isIn(name)) {
      violation("it joins a namespace twice");
    } else if (alive.get() >= surroundings.options().maxNamespacesPerClient()) {
      overLimit("maxNamespacesPerClient", "it joins too many namespaces");
    } else if (bytes > surroundings.options().maxAuthBytes()) {
      surroundings.hits().hit("maxAuthBytes");
      refuse(name, "auth too large");
    } else {
      Arguments auth = packet.data().size() == 0 ? surroundings.emptyAuth() : packet.data();
      SocketHandshake handshake =
          new SocketHandshake(
              session.request(),
              auth,
              protocol.recovers() && surroundings.options().connectionStateRecovery().isPresent());
      disconnectedByServer.remove(name);
      alive.incrementAndGet();
      if (known.isPresent() && known.get().gate().enter()) {
        join(known.get(), handshake);
      } else {
        look(name, handshake);
      }
    }
  }

  /** The namespace has counted the client in. */
  private void join(LocalNamespace namespace, SocketHandshake handshake) {
    Optional<SessionLookup> lookup = namespace.sessionLookup(surroundings, handshake, this);
    if (lookup.isEmpty()) {
      admit(namespace, handshake, Optional.empty());
      return;
    }
    lookups.put(namespace.name(), lookup.get());
    lookup.get().begin();
    if (!open) { // as below
      abandon(lookup.get());
    }
  }

  @Override
  public void decided(SessionLookup lookup, Optional<SocketRecovery> found) {
    admit(lookup.namespace(), lookup.handshake(), found);
  }

  @Override
  public void abandoned(SessionLookup lookup) {
    namespaces.left(lookup.namespace());
  }

  private void admit(
      LocalNamespace namespace, SocketHandshake handshake, Optional<SocketRecovery> found) {
    LocalSocket socket = namespace.newSocket(surroundings, this, handshake, found);
    socket.life().limitJoin(surroundings.options().connectTimeout());
    sockets.put(namespace.name(), socket);
    lookups.remove(namespace.name()); // only now, so that the client asks for it once
    if (!open) { // whoever closed it may not have seen the socket
      socket.life().end(Departure.of(DisconnectReason.FORCED_CLOSE));
    }
    new NamespaceJoin(surroundings, namespace, socket).begin();
  }

  private void look(String name, SocketHandshake handshake) {
    NamespaceLookup lookup = new NamespaceLookup(surroundings, namespaces, name, handshake, this);
    lookups.put(name, lookup);
    lookup.begin();
  }

  @Override
  public void found(NamespaceLookup lookup, LocalNamespace namespace) {
    join(namespace, lookup.handshake());
  }

  @Override
  public void refused(NamespaceLookup lookup, String message) {
    lookups.remove(lookup.name(), lookup); // first: once it knows, the client may try again
    alive.decrementAndGet();
    refuse(lookup.name(), message);
  }

  private void abandon(Lookup lookup) {
    if (lookup.abandon()) {
      lookups.remove(lookup.name(), lookup);
      alive.decrementAndGet();
    }
  }

  /**
   * Who is being taken out by another thread is not in any more. What is looked for is asked first,
   * since it becomes a socket before it is looked for no more.
   */
  private boolean isIn(String namespace) {
    if (lookups.contains(namespace)) {
      return true;
    }
    LocalSocket socket = sockets.get(namespace);
    return socket != null && !socket.life().over();
  }

  private void refuse(String namespace, String message) {
    Packet refusal = protocol.refusal(namespace, message, Optional.empty());
    session.send(surroundings.encoder().encode(refusal));
  }

  /** SIO-29: where a session {@link #lingers}, the sockets end before it. */
  private void violation(String what) {
    log.debug("a client is disconnected: {}", what);
    boolean lingers = lingers();
    close();
    if (lingers) {
      endAll(Departure.of(DisconnectReason.FORCED_SERVER_CLOSE));
    }
  }

  /** Whether a session that is closed stays for a while, since no poll is there to tell it by. */
  private boolean lingers() {
    return session.transport() == TransportName.POLLING && !session.idle();
  }

  private void overLimit(String option, String what) {
    surroundings.hits().hit(option);
    violation(what + "; see ServerBuilder." + option);
  }

  private void endAll(Departure departure) {
    sockets.values().forEach(socket -> socket.life().end(departure));
  }

  private static DisconnectReason seen(CloseReason reason) {
    return switch (reason) {
      case TRANSPORT_CLOSE -> DisconnectReason.TRANSPORT_CLOSE;
      case TRANSPORT_ERROR -> DisconnectReason.TRANSPORT_ERROR;
      case PING_TIMEOUT -> DisconnectReason.PING_TIMEOUT;
      case PARSE_ERROR -> DisconnectReason.PARSE_ERROR;
      case TOO_SLOW -> DisconnectReason.TOO_SLOW;
      case FORCED_CLOSE -> DisconnectReason.FORCED_CLOSE;
    };
  }

  // ---- what its sockets and the timer say: any thread

  @Override
  public EngineSession session() {
    return session;
  }

  @Override
  public Backlog backlog() {
    return backlog;
  }

  @Override
  public ReplayRoom replayRoom() {
    return replayRoom;
  }

  @Override
  public boolean open() {
    return open;
  }

  @Override
  public void joined() {
    joined = true;
    forgetConnectTimeout();
  }

  private void forgetConnectTimeout() {
    Timers.Timeout running = connectTimeout;
    if (running != null) {
      running.cancel();
      connectTimeout = null; // it holds more than one would think, and clients stay for hours
    }
  }

  @Override
  public void left(LocalSocket socket, boolean endedByServer) {
    String namespace = socket.namespace().name();
    if (endedByServer) {
      if (disconnectedByServer.size() >= surroundings.options().maxNamespacesPerClient()) {
        disconnectedByServer.any().ifPresent(disconnectedByServer::remove);
      }
      disconnectedByServer.put(namespace, namespace); // first, or what crosses would be a violation
    }
    sockets.remove(namespace, socket); // the client may be back already, with another one
  }

  @Override
  public void over(LocalSocket socket) {
    alive.decrementAndGet();
    namespaces.left(socket.namespace());
  }

  @Override
  public void disconnect() {
    open = false; // nobody joins from now on
    sockets.values().forEach(socket -> socket.life().disconnect(false));
    disconnecting = true;
    closeIfAllIsSent();
  }

  @Override
  public void opening() {
    opening.incrementAndGet();
  }

  @Override
  public void opened() {
    opening.decrementAndGet();
    if (disconnecting) {
      closeIfAllIsSent();
    }
  }

  private void closeIfAllIsSent() {
    if (opening.get() == 0) {
      session.close();
    }
  }

  /** One that is just asking to join is given the time that every join has, once. */
  private void endIdler(boolean again) {
    if (joined || !open) {
      return;
    }
    if (!again && !(sockets.isEmpty() && lookups.isEmpty())) {
      connectTimeout =
          surroundings
              .timers()
              .schedule(surroundings.options().connectTimeout(), () -> endIdler(true));
      return;
    }
    surroundings.hits().hit("connectTimeout");
    log.debug("a client is disconnected: it joined no namespace in time");
    if (lingers()) { // it has missed nothing, and may have come only to take a place
      open = false;
      session.discard();
    } else {
      close();
    }
  }

  /** {@code before} packets had been decoded when the one began that is too slow. */
  private void endStraggler(long before) {
    if (!open || decoded != before) {
      return;
    }
    if (backlog.paused()) { // it is us who do not read on
      awaitRest(before);
      return;
    }
    surroundings.hits().hit("packetTimeout");
    log.debug("a client is disconnected: the rest of a packet did not come in time");
    close();
  }

  private void endFlooder() {
    log.debug(
        "a client is disconnected: while an answer of it was awaited, more of its events piled up"
            + " than four times ServerBuilder.maxQueuedEvents or maxQueuedEventBytes");
    close();
  }

  private void close() {
    open = false;
    session.close();
  }
}
