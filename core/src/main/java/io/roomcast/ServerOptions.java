package io.roomcast;

import com.google.gson.Gson;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The options of a {@link Server}. Immutable; made by {@link Server#builder()}.
 *
 * <p>Example: {@link ServerBuilder}.
 *
 * <p>Counterpart in Socket.IO: the options of {@code new Server(…)}.
 */
public final class ServerOptions {
  private final Transport transport;
  private final Limits limits;
  private final EngineOptions engine;
  private final Duration connectTimeout;
  private final Duration packetTimeout;
  private final Duration stopTimeout;
  private final Duration ackTimeout;
  private final int maxPendingAcks;
  private final int maxRoomsPerSocket;
  private final int maxRoomNameLength;
  private final int maxNamespaceNameLength;
  private final int maxEventNameLength;
  private final int maxAuthBytes;
  private final int maxNamespacesPerClient;
  private final int maxDynamicNamespaces;
  private final boolean cleanupEmptyChildNamespaces;
  private final int maxQueuedEventBytes;
  private final int maxQueuedEvents;
  private final CodecLimits codecLimits;
  private final Optional<PacketCodec.Factory> codec;
  private final Gson gson;
  private final RoomAdapter.Factory adapter;
  private final Optional<Executor> executor;
  private final int maxHandlerThreads;
  private final Optional<ErrorHandler> errorHandler;
  private final List<HttpHandler> httpHandlers;
  private final boolean serveClient;
  private final Optional<ConnectionStateRecovery> connectionStateRecovery;

  /** {@code from} is checked; what it does not hold itself is given beside it. */
  ServerOptions(ServerBuilder from, Transport transport, CodecLimits codecLimits) {
    this.transport = transport;
    limits = from.limits;
    engine = from.engine;
    connectTimeout = from.connectTimeout;
    packetTimeout = from.packetTimeout;
    stopTimeout = from.stopTimeout;
    ackTimeout = from.ackTimeout;
    maxPendingAcks = from.maxPendingAcks;
    maxRoomsPerSocket = from.maxRoomsPerSocket;
    maxRoomNameLength = from.maxRoomNameLength;
    maxNamespaceNameLength = from.maxNamespaceNameLength;
    maxEventNameLength = from.maxEventNameLength;
    maxAuthBytes = from.maxAuthBytes;
    maxNamespacesPerClient = from.maxNamespacesPerClient;
    maxDynamicNamespaces = from.maxDynamicNamespaces;
    cleanupEmptyChildNamespaces = from.cleanupEmptyChildNamespaces;
    maxQueuedEventBytes = from.maxQueuedEventBytes;
    maxQueuedEvents = from.maxQueuedEvents;
    this.codecLimits = codecLimits;
    codec = from.codec;
    gson = from.gson;
    adapter = from.adapter;
    executor = from.executor;
    maxHandlerThreads = from.maxHandlerThreads;
    errorHandler = from.errorHandler;
    httpHandlers = List.copyOf(from.httpHandlers);
    serveClient = from.serveClient;
    connectionStateRecovery = from.connectionStateRecovery;
    requirePositive(connectTimeout, "connectTimeout");
    requirePositive(packetTimeout, "packetTimeout");
    requirePositive(stopTimeout, "stopTimeout");
    requirePositive(ackTimeout, "ackTimeout");
    requirePositive(maxPendingAcks, "maxPendingAcks");
    requirePositive(maxRoomsPerSocket, "maxRoomsPerSocket");
    requirePositive(maxRoomNameLength, "maxRoomNameLength");
    requirePositive(maxNamespaceNameLength, "maxNamespaceNameLength");
    requirePositive(maxEventNameLength, "maxEventNameLength");
    requirePositive(maxAuthBytes, "maxAuthBytes");
    requirePositive(maxNamespacesPerClient, "maxNamespacesPerClient");
    requirePositive(maxDynamicNamespaces, "maxDynamicNamespaces");
    requirePositive(maxQueuedEventBytes, "maxQueuedEventBytes");
    requirePositive(maxQueuedEvents, "maxQueuedEvents");
    requirePositive(maxHandlerThreads, "maxHandlerThreads");
    connectionStateRecovery.ifPresent(this::requireFits);
  }

  private void requireFits(ConnectionStateRecovery recovery) {
    if (recovery.maxEventBytes() > engine.maxQueuedBytes()) {
      throw new IllegalArgumentException(
          ("connectionStateRecovery keeps up to %d bytes of events for a socket, of which a"
                  + " connection takes no more than %d at once: pass at most that to"
                  + " ConnectionStateRecovery.withMaxEventBytes, or raise maxQueuedBytes of the"
                  + " engine")
              .formatted(recovery.maxEventBytes(), engine.maxQueuedBytes()));
    }
  }

  private static void requirePositive(int value, String name) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }

  /**
   * What listens to the network; needed.
   *
   * @return never null
   */
  public Transport transport() {
    return transport;
  }

  /**
   * The bounds of connections, requests and messages. Bodies and messages are held to {@link
   * EngineOptions#maxPayload()} in any case.
   *
   * @return {@link Limits#defaults()} by default
   */
  public Limits limits() {
    return limits;
  }

  /**
   * Path, heartbeat, payload size, CORS and all else of the connection.
   *
   * @return {@link EngineOptions#defaults()} by default
   */
  public EngineOptions engine() {
    return engine;
  }

  /**
   * How long a connection may be without a namespace at its beginning; then it is closed; and how
   * long the middlewares may take over one client, and before them the predicates of a dynamic
   * namespace: it is then refused with the message "timeout"; and how long an asynchronous {@link
   * EventMiddleware} may take over one event. A connection whose first time ends during a join is
   * given it once more. One that has been in a namespace may stay without, as in Socket.IO: what it
   * holds then is a session, of which {@link EngineOptions#maxSessions()} bounds the number.
   *
   * @return 45 s by default
   */
  public Duration connectTimeout() {
    return connectTimeout;
  }

  /**
   * How long the rest of a packet may take that consists of several messages, a text and its
   * attachments, from its beginning on; then the connection is closed. While the connection is not
   * read, since the client's listeners have fallen behind, the time begins anew.
   *
   * @return 30 s by default
   */
  public Duration packetTimeout() {
    return packetTimeout;
  }

  /**
   * How long a {@link Server#stop stop} waits, after its grace, for the listeners that are still at
   * work, and then as long for the adapters; what does not end in time is logged and left behind.
   *
   * @return 10 s by default
   */
  public Duration stopTimeout() {
    return stopTimeout;
  }

  /**
   * How long {@link Emitter#emitWithAck} waits by default.
   *
   * @return 30 s by default
   */
  public Duration ackTimeout() {
    return ackTimeout;
  }

  /**
   * Answers that one socket may owe; over it {@link Emitter#emitWithAck} fails with {@link
   * TooManyPendingAcksException}.
   *
   * @return 1000 by default
   */
  public int maxPendingAcks() {
    return maxPendingAcks;
  }

  /**
   * Rooms that one socket may be in, its own not counted; over it {@link Socket#join} returns
   * false.
   *
   * @return 1000 by default
   */
  public int maxRoomsPerSocket() {
    return maxRoomsPerSocket;
  }

  /**
   * Characters of a room's name; over it {@link Socket#join} returns false.
   *
   * @return 256 by default
   */
  public int maxRoomNameLength() {
    return maxRoomNameLength;
  }

  /**
   * Characters of a namespace's name, with its slash. A client that asks for a longer one loses its
   * connection; {@link Server#of(String)} throws {@link IllegalArgumentException}.
   *
   * @return 256 by default
   */
  public int maxNamespaceNameLength() {
    return maxNamespaceNameLength;
  }

  /**
   * Characters of the name of an event from a client; over it the connection is closed. The names
   * that the application emits are its own business.
   *
   * @return 256 by default
   */
  public int maxEventNameLength() {
    return maxEventNameLength;
  }

  /**
   * Bytes of what a client says when it joins a namespace, its {@link Handshake#auth() auth} above
   * all: that is kept for as long as the client stays, in each namespace. In text a character
   * counts as one. Over it the join is refused with "auth too large".
   *
   * @return 16 384 by default
   */
  public int maxAuthBytes() {
    return maxAuthBytes;
  }

  /**
   * Namespaces that one connection may be in or ask for at a time, those included that it has left
   * while listeners of that are still at work; over it the connection is closed.
   *
   * @return 100 by default
   */
  public int maxNamespacesPerClient() {
    return maxNamespacesPerClient;
  }

  /**
   * Namespaces that clients may bring into being through the server's {@linkplain ParentNamespace
   * parents}, all together. Over it they are refused with "Invalid namespace", which is logged.
   * With {@link #cleanupEmptyChildNamespaces()}, one from which all clients are away, and might
   * {@linkplain ConnectionStateRecovery come back}, goes for a new one before that: they begin
   * anew.
   *
   * @return 10 000 by default
   */
  public int maxDynamicNamespaces() {
    return maxDynamicNamespaces;
  }

  /**
   * Whether a namespace that clients brought into being goes, with its adapter, when the last of
   * them has left it or was refused; the next client that asks makes it anew. Those that the
   * application asked for by {@link Server#of(String)} stay. Without it every name that a client
   * thought of stays in memory, up to {@link #maxDynamicNamespaces()}.
   *
   * @return false by default
   */
  public boolean cleanupEmptyChildNamespaces() {
    return cleanupEmptyChildNamespaces;
  }

  /**
   * Bytes of one client's events that wait for its listeners; from there on its connection is not
   * read until they are down to half. While a socket of the client owes an answer to {@link
   * Emitter#emitWithAck}, the connection is read on, since a listener may be waiting for just that;
   * where more than four times this, or {@code maxQueuedEvents}, has then piled up, the connection
   * is closed.
   *
   * @return 1 MiB by default
   */
  public int maxQueuedEventBytes() {
    return maxQueuedEventBytes;
  }

  /**
   * One client's events that wait for its listeners, likewise; and the events sent to one socket
   * that wait for its {@linkplain Socket#onAnyOutgoing outgoing catch-all listeners}, which are not
   * told of more.
   *
   * @return 1000 by default
   */
  public int maxQueuedEvents() {
    return maxQueuedEvents;
  }

  /**
   * What a packet from a client may hold; over it the connection is closed.
   *
   * @return {@link CodecLimits#defaults()}, with a {@code maxPacketBytes} of four times {@link
   *     EngineOptions#maxPayload()} by default
   */
  public CodecLimits codecLimits() {
    return codecLimits;
  }

  /**
   * What makes the codec, which turns packets into messages and back.
   *
   * @return the JSON codec by default
   */
  public Optional<PacketCodec.Factory> codec() {
    return codec;
  }

  /**
   * Converts the arguments of events, unless a codec has means of its own.
   *
   * @return a plain {@code new Gson()} by default
   */
  public Gson gson() {
    return gson;
  }

  /**
   * Rooms beyond this server.
   *
   * @return {@link RoomAdapter.Factory#inMemory()} by default
   */
  public RoomAdapter.Factory adapter() {
    return adapter;
  }

  /**
   * Runs all user code; never shut down by the server. Its {@code execute} returns at once and
   * never runs the task on the caller, which may be a thread that serves the network: neither
   * {@code Runnable::run} nor a pool with {@code CallerRunsPolicy} or a bounded queue that blocks
   * will do. Listeners may wait in it, so a small pool of fixed size is used up by as many that do;
   * and one that waits for a future derived from an answer ({@code thenApply}) needs a free thread
   * to see it complete.
   *
   * @return virtual threads on Java 21 and later, else a pool of up to {@link #maxHandlerThreads()}
   *     threads by default
   */
  public Optional<Executor> executor() {
    return executor;
  }

  /**
   * Threads on which user code runs where there are no virtual ones, and no {@link #executor()} was
   * given: on Java 17 to 20. When all of them are busy, other handlers wait, so this is how many
   * may wait for something at a time; see {@link Emitter#emitWithAck}. As many again run what is
   * attached to futures of answers. They come with the load, and go with it.
   *
   * @return 256 by default
   */
  public int maxHandlerThreads() {
    return maxHandlerThreads;
  }

  /**
   * Is told what listeners and middlewares throw.
   *
   * @return one that logs it, where empty
   */
  public Optional<ErrorHandler> errorHandler() {
    return errorHandler;
  }

  /**
   * Answer the requests outside the path, in order.
   *
   * @return none by default, so 404
   */
  public List<HttpHandler> httpHandlers() {
    return httpHandlers;
  }

  /**
   * Whether the browser client is served, where a bundle is on the class path.
   *
   * @return true by default
   */
  public boolean serveClient() {
    return serveClient;
  }

  /**
   * Whether clients that lost their connection may go on where they were.
   *
   * @return empty where they begin anew, which is the default
   */
  public Optional<ConnectionStateRecovery> connectionStateRecovery() {
    return connectionStateRecovery;
  }
}
