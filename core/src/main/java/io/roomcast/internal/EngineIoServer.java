package io.roomcast.internal;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineServer;
import io.roomcast.engineio.EngineSocket;
import io.roomcast.engineio.EngineView;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.Registration;
import io.roomcast.http.HttpHandler;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineListeners;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.MessageSockets;
import io.roomcast.internal.engineio.SessionListener;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A server without Socket.IO: what lasts from one {@link ServerRun} to the next. */
public final class EngineIoServer implements EngineServer {

  /** See the builder. */
  public record Settings(
      Transport transport,
      Limits limits,
      EngineOptions engine,
      Duration stopTimeout,
      int maxQueuedMessages,
      int maxQueuedMessageBytes,
      Optional<Executor> executor,
      int maxHandlerThreads,
      List<HttpHandler> httpHandlers) {}

  private final Lifecycle lifecycle;
  private final EngineView<EngineSocket> engine;

  private EngineIoServer(Settings settings) {
    RunSettings run =
        new RunSettings(
            settings.transport(),
            settings.limits(),
            settings.engine(),
            settings.stopTimeout(),
            settings.executor(),
            settings.maxHandlerThreads(),
            settings.httpHandlers(),
            false);
    EngineListeners<EngineSocket> listeners = new EngineListeners<>();
    LimitHits hits = new LimitHits();
    this.lifecycle =
        new Lifecycle(
            () ->
                ServerRun.start(
                    run,
                    listeners,
                    hits,
                    (timers, executor) -> new Application(settings, listeners, hits, executor)));
    this.engine = new ServerEngine<>(settings.engine(), listeners, hits, lifecycle);
  }

  /** Makes a server that does not listen yet. */
  public static EngineServer create(Settings settings) {
    return new EngineIoServer(settings);
  }

  @Override
  public CompletableFuture<InetSocketAddress> start() {
    return lifecycle.start();
  }

  @Override
  public CompletableFuture<Void> stop(Duration grace) {
    return lifecycle.stop(grace);
  }

  @Override
  public boolean accepting() {
    return lifecycle.accepting();
  }

  @Override
  public int clientsCount() {
    return engine.clientsCount();
  }

  @Override
  public int connections() {
    return engine.connections();
  }

  @Override
  public int pausedSessions() {
    return engine.pausedSessions();
  }

  @Override
  public Map<String, Long> limitHits() {
    return engine.limitHits();
  }

  @Override
  public EngineOptions options() {
    return engine.options();
  }

  @Override
  public long queuedBytes() {
    return engine.queuedBytes();
  }

  @Override
  public Registration onSession(Consumer<EngineSocket> listener) {
    return engine.onSession(listener);
  }

  @Override
  public Registration onHandshakeError(Consumer<HandshakeError> listener) {
    return engine.onHandshakeError(listener);
  }

  /** The application itself stands on the engine. */
  private static final class Application implements Layer {
    private final MessageSockets sockets;

    private Application(
        Settings settings,
        EngineListeners<EngineSocket> listeners,
        LimitHits hits,
        HandlerExecutor executor) {
      this.sockets =
          new MessageSockets(
              listeners,
              executor,
              settings.maxQueuedMessages(),
              settings.maxQueuedMessageBytes(),
              hits);
    }

    @Override
    public SessionListener onSession(EngineSession session) {
      return sockets.onSession(session);
    }

    @Override
    public CompletableFuture<Void> open() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void shuttingDown() {}

    @Override
    public CompletableFuture<Void> gone() {
      return sockets.gone();
    }

    @Override
    public int atWork() {
      return sockets.atWork();
    }

    @Override
    public CompletableFuture<Void> close() {
      return CompletableFuture.completedFuture(null);
    }
  }
}
