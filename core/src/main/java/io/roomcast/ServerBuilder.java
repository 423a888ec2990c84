package io.roomcast;

import com.google.gson.Gson;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.http.HttpHandler;
import io.roomcast.internal.SocketIoServer;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * Builds a {@link Server}; see {@link ServerOptions} for units, defaults and consequences. Not
 * thread-safe.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .resources(StaticResources.onClasspath("/public"))
 *     .engine(e -> e.cors(Cors.allow("https://chat.example.com")))
 *     .ackTimeout(Duration.ofSeconds(5))
 *     .build();
 * }</pre>
 */
public final class ServerBuilder {
  Optional<Transport> transport = Optional.empty();
  Limits limits = Limits.defaults();
  EngineOptions engine = EngineOptions.defaults();
  Duration connectTimeout = Duration.ofSeconds(45);
  Duration packetTimeout = Duration.ofSeconds(30);
  Duration stopTimeout = Duration.ofSeconds(10);
  Duration ackTimeout = Duration.ofSeconds(30);
  int maxPendingAcks = 1000;
  int maxRoomsPerSocket = 1000;
  int maxRoomNameLength = 256;
  int maxNamespaceNameLength = 256;
  int maxEventNameLength = 256;
  int maxAuthBytes = 16 * 1024;
  int maxNamespacesPerClient = 100;
  int maxDynamicNamespaces = 10_000;
  boolean cleanupEmptyChildNamespaces;
  int maxQueuedEventBytes = 1024 * 1024;
  int maxQueuedEvents = 1000;
  Optional<CodecLimits> codecLimits = Optional.empty();
  Optional<PacketCodec.Factory> codec = Optional.empty();
  Gson gson = new Gson();
  RoomAdapter.Factory adapter = RoomAdapter.Factory.inMemory();
  Optional<Executor> executor = Optional.empty();
  int maxHandlerThreads = 256;
  Optional<ErrorHandler> errorHandler = Optional.empty();
  List<HttpHandler> httpHandlers = new ArrayList<>();
  boolean serveClient = true;
  Optional<ConnectionStateRecovery> connectionStateRecovery = Optional.empty();

  ServerBuilder() {}

  /**
   * Sets {@link ServerOptions#transport()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder transport(Transport value) {
    transport = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link ServerOptions#limits()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder limits(Limits value) {
    limits = value;
    return this;
  }

  /**
   * Changes {@link ServerOptions#engine()}, for example {@code engine(e -> e.path("/chat"))}. May
   * be called several times, each of which adds to those before.
   *
   * @param change is given a builder with the options so far
   * @return this
   * @throws IllegalArgumentException if an option is out of range
   */
  public ServerBuilder engine(UnaryOperator<EngineOptionsBuilder> change) {
    engine = change.apply(engine.toBuilder()).build();
    return this;
  }

  /**
   * Sets {@link ServerOptions#connectTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder connectTimeout(Duration value) {
    connectTimeout = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#packetTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder packetTimeout(Duration value) {
    packetTimeout = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#stopTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder stopTimeout(Duration value) {
    stopTimeout = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#ackTimeout()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder ackTimeout(Duration value) {
    ackTimeout = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxPendingAcks()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxPendingAcks(int value) {
    maxPendingAcks = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxRoomsPerSocket()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxRoomsPerSocket(int value) {
    maxRoomsPerSocket = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxRoomNameLength()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxRoomNameLength(int value) {
    maxRoomNameLength = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxNamespaceNameLength()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxNamespaceNameLength(int value) {
    maxNamespaceNameLength = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxEventNameLength()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxEventNameLength(int value) {
    maxEventNameLength = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxAuthBytes()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxAuthBytes(int value) {
    maxAuthBytes = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxNamespacesPerClient()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxNamespacesPerClient(int value) {
    maxNamespacesPerClient = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxDynamicNamespaces()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxDynamicNamespaces(int value) {
    maxDynamicNamespaces = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#cleanupEmptyChildNamespaces()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder cleanupEmptyChildNamespaces(boolean value) {
    cleanupEmptyChildNamespaces = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxQueuedEventBytes()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxQueuedEventBytes(int value) {
    maxQueuedEventBytes = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxQueuedEvents()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxQueuedEvents(int value) {
    maxQueuedEvents = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#codecLimits()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder codecLimits(CodecLimits value) {
    codecLimits = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link ServerOptions#codec()}, for example {@code codec(MsgpackCodec.factory())} of {@code
   * roomcast-codec-msgpack}. The clients must use the same one.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder codec(PacketCodec.Factory value) {
    codec = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link ServerOptions#gson()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder gson(Gson value) {
    gson = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#adapter()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder adapter(RoomAdapter.Factory value) {
    adapter = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#executor()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder executor(Executor value) {
    executor = Optional.of(value);
    return this;
  }

  /**
   * Sets {@link ServerOptions#maxHandlerThreads()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder maxHandlerThreads(int value) {
    maxHandlerThreads = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#errorHandler()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder errorHandler(ErrorHandler value) {
    errorHandler = Optional.of(value);
    return this;
  }

  /**
   * Adds static files, or any other {@link HttpHandler}, to {@link ServerOptions#httpHandlers()}.
   *
   * @param handler is asked after those that were added before
   * @return this
   */
  public ServerBuilder resources(HttpHandler handler) {
    httpHandlers.add(handler);
    return this;
  }

  /**
   * Sets {@link ServerOptions#serveClient()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder serveClient(boolean value) {
    serveClient = value;
    return this;
  }

  /**
   * Sets {@link ServerOptions#connectionStateRecovery()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder connectionStateRecovery(ConnectionStateRecovery value) {
    connectionStateRecovery = Optional.of(value);
    return this;
  }

  /**
   * Makes the server, which listens once it is {@linkplain Server#start() started}.
   *
   * @return a new server
   * @throws IllegalStateException if no transport was given
   * @throws IllegalArgumentException if an option is out of range
   */
  public Server build() {
    Transport listening =
        transport.orElseThrow(
            () ->
                new IllegalStateException(
                    "no transport: add roomcast-transport-javawebsocket and call"
                        + " transport(JavaWebSocketTransport.onPort(8080))"));
    return SocketIoServer.create(
        new ServerOptions(this, listening, codecLimits.orElseGet(this::derivedCodecLimits)));
  }

  private CodecLimits derivedCodecLimits() {
    int maxPacketBytes = (int) Math.min(Integer.MAX_VALUE, 4L * engine.maxPayload());
    return CodecLimits.defaults().withMaxPacketBytes(maxPacketBytes);
  }
}
