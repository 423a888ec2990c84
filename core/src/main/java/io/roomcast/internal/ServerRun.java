package io.roomcast.internal;

import io.roomcast.ServerOptions;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.ScheduledTimers;
import io.roomcast.internal.concurrent.Timers;
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
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that exists from one start of a server to its stop: threads, timers, sessions, clients. */
final class ServerRun {
  private static final Logger log = LoggerFactory.getLogger(ServerRun.class);

  /**
   * Where a start or a stop goes on: no thread that serves clients, and none that they can fill.
   */
  static final Executor LIFECYCLE =
      task -> {
        Thread thread = new Thread(task, "roomcast-lifecycle");
        thread.setDaemon(true);
        thread.start();
      };

  private static final Duration MAX_GRACE = Duration.ofDays(365);

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
    CompletableFuture<Void> adaptersOpen;
    try {
      run = new ServerRun(options, codec, namespaces);
      adaptersOpen = namespaces.open();
    } catch (Throwable e) { // a codec, an adapter, a broken bundle; no thread has begun
      return CompletableFuture.failedFuture(e);
    }
    return adaptersOpen
        .whenComplete(
            (open, failure) -> {
              if (failure != null) { // they are closed again, and nothing else has begun
                run.release();
              }
            })
        .thenCompose(open -> run.listen());
  }

  private CompletableFuture<Listening> listen() {
    return attempt(() -> options.transport().start(front, limits()))
        .thenApply(address -> new Listening(this, address))
        .exceptionallyCompose(
            failure ->
                stop(Duration.ZERO)
                    .thenCompose(stopped -> CompletableFuture.failedFuture(failure)));
  }

  /**
   * Ends everything: the sessions, then the network, then, when the listeners of all sockets have
   * run, what these worked with. What runs other people's code is waited for only so long. Never
   * fails.
   */
  CompletableFuture<Void> stop(Duration grace) {
    Duration patience = options.stopTimeout();
    clients.shuttingDown();
    return ended("closing the sessions", patience, attempt(engine::close))
        .thenCompose(
            sessionsClosed ->
                ended(
                    "stopping the transport",
                    bounded(grace).plus(patience),
                    attempt(() -> options.transport().stop(bounded(grace)))))
        .thenCompose(portFree -> ended("waiting for listeners", patience, clients.gone()))
        .thenCompose(nobodyAtWork -> ended("closing the adapters", patience, adaptersClosed()))
        .thenAccept(adaptersClosed -> release());
  }

  /** A grace for ever must not overflow the clocks that measure it. */
  private static Duration bounded(Duration grace) {
    return grace.compareTo(MAX_GRACE) > 0 ? MAX_GRACE : grace;
  }

  int clientsCount() {
    return engine.sessionCount();
  }

  /** On a thread of its own, since an adapter may block though it should not. */
  private CompletableFuture<Void> adaptersClosed() {
    return CompletableFuture.<Void>completedFuture(null)
        .thenComposeAsync(elsewhere -> namespaces.close(), LIFECYCLE);
  }

  private void release() {
    if (clients.atWork() > 0) {
      log.error(
          "the server has stopped, and left the listeners of {} sockets at work; a listener waits"
              + " for something that does not come",
          clients.atWork());
    }
    timers.close();
    executor.close();
  }

  private Limits limits() {
    int maxPayload = options.engine().maxPayload();
    Limits.Builder limits =
        options.limits().toBuilder().maxBodyBytes(maxPayload).maxMessageBytes(maxPayload);
    options.engine().perMessageDeflate().ifPresent(limits::perMessageDeflate);
    return limits.build();
  }

  /** What is thrown is a stage that fails. */
  private static <T> CompletableFuture<T> attempt(Supplier<CompletionStage<T>> step) {
    try {
      return step.get().toCompletableFuture();
    } catch (Throwable e) { // a class that is missing at run time, too
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The end of a step, which fails or takes too long only in the log, since the next step must be
   * taken in any case; that goes on at {@link #LIFECYCLE}.
   */
  private CompletableFuture<Boolean> ended(
      String step, Duration within, CompletableFuture<?> stage) {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    Timers.Timeout timeout =
        timers.schedule(
            within,
            () -> {
              if (!stage.isDone()) {
                log.error("{} takes longer than {}; it is left behind", step, within);
                end.complete(false);
              }
            });
    var unused =
        stage.whenComplete(
            (value, failure) -> {
              timeout.cancel();
              if (failure != null) {
                log.error("{} failed", step, failure);
              }
              end.complete(failure == null);
            });
    return end.thenApplyAsync(Function.identity(), LIFECYCLE);
  }
}
