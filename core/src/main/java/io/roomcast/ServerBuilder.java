package io.roomcast;

import com.google.gson.Gson;
import io.roomcast.engineio.EngineOptions;
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
 */
public final class ServerBuilder {
  private Optional<Transport> transport = Optional.empty();
  private Limits limits = Limits.defaults();
  private EngineOptions engine = EngineOptions.defaults();
  private Duration connectTimeout = Duration.ofSeconds(45);
  private Duration stopTimeout = Duration.ofSeconds(10);
  private Duration ackTimeout = Duration.ofSeconds(30);
  private int maxPendingAcks = 1000;
  private int maxRoomsPerSocket = 1000;
  private int maxRoomNameLength = 256;
  private int maxNamespacesPerClient = 100;
  private int maxDynamicNamespaces = 10_000;
  private boolean cleanupEmptyChildNamespaces;
  private int maxQueuedEventBytes = 1024 * 1024;
  private int maxQueuedEvents = 1000;
  private Optional<CodecLimits> codecLimits = Optional.empty();
  private Optional<PacketCodec> codec = Optional.empty();
  private Gson gson = new Gson();
  private RoomAdapter.Factory adapter = RoomAdapter.Factory.inMemory();
  private Optional<Executor> executor = Optional.empty();
  private Optional<ErrorHandler> errorHandler = Optional.empty();
  private List<HttpHandler> httpHandlers = new ArrayList<>();
  private boolean serveClient = true;

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
  public ServerBuilder engine(UnaryOperator<EngineOptions.Builder> change) {
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
   * Sets {@link ServerOptions#codec()}.
   *
   * @param value the new value
   * @return this
   */
  public ServerBuilder codec(PacketCodec value) {
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
        new ServerOptions(
            listening,
            limits,
            engine,
            connectTimeout,
            stopTimeout,
            ackTimeout,
            maxPendingAcks,
            maxRoomsPerSocket,
            maxRoomNameLength,
            maxNamespacesPerClient,
            maxDynamicNamespaces,
            cleanupEmptyChildNamespaces,
            maxQueuedEventBytes,
            maxQueuedEvents,
            codecLimits.orElseGet(this::derivedCodecLimits),
            codec,
            gson,
            adapter,
            executor,
            errorHandler,
            httpHandlers,
            serveClient));
  }

  private CodecLimits derivedCodecLimits() {
    int maxPacketBytes = (int) Math.min(Integer.MAX_VALUE, 4L * engine.maxPayload());
    return CodecLimits.defaults().withMaxPacketBytes(maxPacketBytes);
  }
}
