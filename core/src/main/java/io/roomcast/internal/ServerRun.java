package io.roomcast.internal;

import io.roomcast.ServerOptions;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.ScheduledTimers;
import io.roomcast.internal.engineio.Engine;
import io.roomcast.internal.http.Front;
import io.roomcast.internal.socketio.Clients;
import io.roomcast.internal.socketio.Namespaces;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that exists from one start of a server to its stop: threads, timers, sessions, clients. */
final class ServerRun {
  private static final Logger log = LoggerFactory.getLogger(ServerRun.class);

  private final ServerOptions options;
  private final Namespaces namespaces;
  private final HandlerExecutor executor;
  private final ScheduledTimers timers = new ScheduledTimers("roomcast-timers");
  private final Clients clients;
  private final Engine engine;
  private final RequestHandler front;

  private ServerRun(ServerOptions options, PacketCodec codec, Namespaces namespaces) {
    this.options = options;
    this.namespaces = namespaces;
    this.executor = options.executor().map(HandlerExecutor::of).orElseGet(HandlerExecutor::create);
    this.clients = new Clients(options, codec, namespaces, timers, executor);
    this.engine = new Engine(options.engine(), timers, executor, executor.completions(), clients);
    this.front =
        Front.of(
            options.engine(),
            options.serveClient(),
            options.httpHandlers(),
            executor,
            engine::onRequest);
  }

  /** A run that listens, and where. */
  record Listening(ServerRun run, InetSocketAddress address) {}

  /** Completes once the transport listens; where it fails, nothing stays open. */
  static CompletableFuture<Listening> start(
      ServerOptions options, PacketCodec codec, Namespaces namespaces) {
    ServerRun run;
    try {
      run = new ServerRun(options, codec, namespaces);
      namespaces.open();
    } catch (Throwable e) { // a codec, an adapter, a broken bundle; no thread has begun
      return CompletableFuture.failedFuture(e);
    }
    return attempt(() -> options.transport().start(run.front, run.limits()))
        .thenApply(address -> new Listening(run, address))
        .exceptionallyCompose(
            failure ->
                run.stop(Duration.ZERO)
                    .thenCompose(stopped -> CompletableFuture.failedFuture(failure)));
  }

  /**
   * Ends everything: the sessions, then the network, then, when the listeners of all sockets have
   * run, what these worked with. Never fails.
   */
  CompletableFuture<Void> stop(Duration grace) {
    clients.shuttingDown();
    return logged("closing the sessions", attempt(engine::close))
        .thenCompose(
            sessionsClosed ->
                logged("stopping the transport", attempt(() -> options.transport().stop(grace))))
        .thenCompose(portFree -> clients.gone())
        .thenCompose(nobodyLeft -> release());
  }

  int clientsCount() {
    return engine.sessionCount();
  }

  private CompletableFuture<Void> release() {
    return namespaces
        .close()
        .thenRun(
            () -> {
              timers.close();
              executor.close();
            });
  }

  private Limits limits() {
    int maxPayload = options.engine().maxPayload();
    return options.limits().toBuilder()
        .maxBodyBytes(maxPayload)
        .maxMessageBytes(maxPayload)
        .build();
  }

  /** What is thrown is a stage that fails. */
  private static <T> CompletableFuture<T> attempt(Supplier<CompletionStage<T>> step) {
    try {
      return step.get().toCompletableFuture();
    } catch (Throwable e) { // a class that is missing at run time, too
      return CompletableFuture.failedFuture(e);
    }
  }

  /** What fails is logged, since the next step must be taken in any case. */
  private static CompletableFuture<Boolean> logged(String step, CompletableFuture<?> stage) {
    return stage.handle(
        (value, failure) -> {
          if (failure != null) {
            log.error("{} failed", step, failure);
          }
          return failure == null;
        });
  }
}
