package io.roomcast.internal;

import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.ScheduledTimers;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.Engine;
import io.roomcast.internal.engineio.EngineListeners;
import io.roomcast.internal.http.Front;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  private final RunSettings settings;
  private final HandlerExecutor executor;
  private final ScheduledTimers timers = new ScheduledTimers("roomcast-timers");
  private final Layer layer;
  private final Engine engine;
  private final RequestHandler front;
  private final Grace grace = new Grace(System::nanoTime);
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final Strand transportSteps =
      new Strand(failure -> log.error("stopping the transport failed", failure));
  private boolean stoppingTransport; // confined to the strand

  private ServerRun(
      RunSettings settings, EngineListeners<?> listeners, LimitHits hits, Layer.Factory above) {
    this.settings = settings;
    int maxThreads = settings.maxHandlerThreads();
    this.executor =
        settings
            .executor()
            .map(users -> HandlerExecutor.of(users, maxThreads))
            .orElseGet(() -> HandlerExecutor.create(maxThreads));
    this.layer = above.make(timers, executor);
    this.engine =
        new Engine(
            settings.engine(), timers, executor, executor.completions(), listeners, hits, layer);
    this.front =
        Front.of(
            settings.engine(),
            settings.serveClient(),
            settings.httpHandlers(),
            executor,
            engine,
            engine::tell);
  }

  /** A run that listens, and where. */
  record Listening(ServerRun run, InetSocketAddress address) {}

  /** Completes once the transport listens; where it fails, nothing stays open. */
  static CompletableFuture<Listening> start(
      RunSettings settings, EngineListeners<?> listeners, LimitHits hits, Layer.Factory above) {
    ServerRun run;
    CompletableFuture<Void> layerOpen;
    try {
      run = new ServerRun(settings, listeners, hits, above);
      layerOpen = run.layer.open();
    } catch (Throwable e) { // a codec, an adapter, a broken bundle; no thread has begun
      return CompletableFuture.failedFuture(e);
    }
    return layerOpen
        .whenComplete(
            (open, failure) -> {
              if (failure != null) { // they are closed again, and nothing else has begun
                run.release();
              }
            })
        .thenCompose(open -> run.listen());
  }

  private CompletableFuture<Listening> listen() {
    return attempt(this::startTransport)
        .thenApply(address -> new Listening(this, address))
        .exceptionallyCompose(
            failure -> // the transport is not ours to stop: it may be running for another server
            sessionsClosed()
                    .thenCompose(closed -> over())
                    .thenCompose(released -> CompletableFuture.failedFuture(failure)));
  }

  private CompletionStage<InetSocketAddress> startTransport() {
    String path = settings.engine().path() + '/';
    if (!settings.transport().serves(path)) {
      throw new IllegalStateException(
          "requests below the path of the server, "
              + path
              + ", would not reach it through its transport; give it a path below the one that the"
              + " transport was made for");
    }
    return settings.transport().start(front, limits());
  }

  /**
   * Ends everything: the sessions, then the network, then, when the listeners of all sockets have
   * run, what these worked with. What runs other people's code is waited for only so long. A later
   * call with a shorter grace shortens that of the first. Never fails.
   */
  CompletableFuture<Void> stop(Duration within) {
    layer.shuttingDown(); // first: whoever is closed, by this call or by another, is to hear why
    boolean shorter = grace.shorten(within);
    if (stopping.compareAndSet(false, true)) {
      var unused =
          sessionsDrained()
              .thenCompose(drained -> sessionsClosed())
              .thenCompose(sessionsClosed -> transportStopped())
              .thenCompose(portFree -> over())
              .whenComplete((over, failure) -> complete(stopped, failure));
    } else if (shorter) {
      hurry();
    }
    return stopped;
  }

  private void hurry() {
    var unused = drainSessions();
    transportSteps.execute(
        () -> {
          if (stoppingTransport) {
            var ignored = stopTransport();
          }
        });
  }

  private CompletableFuture<Boolean> sessionsDrained() {
    Duration time = grace.left();
    return time.isZero()
        ? CompletableFuture.completedFuture(true)
        : ended("draining the sessions", time.plus(settings.stopTimeout()), drainSessions());
  }

  private CompletableFuture<Void> drainSessions() {
    return attempt(() -> engine.drain(grace.left()));
  }

  private CompletableFuture<Boolean> transportStopped() {
    CompletableFuture<Void> portFree = new CompletableFuture<>();
    transportSteps.execute(
        () -> {
          stoppingTransport = true;
          var unused =
              stopTransport()
                  .whenComplete(
                      (free, failure) ->
                          transportSteps.execute(
                              () -> { // from here on it may be running for somebody else
                                stoppingTransport = false;
                                complete(portFree, failure);
                              }));
        });
    return ended("stopping the transport", grace.left().plus(settings.stopTimeout()), portFree);
  }

  private CompletableFuture<Void> stopTransport() {
    return attempt(() -> settings.transport().stop(grace.left()));
  }

  private static void complete(CompletableFuture<Void> future, @Nullable Throwable failure) {
    if (failure == null) {
      future.complete(null);
    } else {
      future.completeExceptionally(failure);
    }
  }

  private CompletableFuture<Boolean> sessionsClosed() {
    layer.shuttingDown();
    return ended("closing the sessions", settings.stopTimeout(), attempt(engine::close));
  }

  /** The last steps, when no more requests come. */
  private CompletableFuture<Void> over() {
    Duration patience = settings.stopTimeout();
    CompletableFuture<Void> listenersDone =
        CompletableFuture.allOf(layer.gone(), engine.refusalsTold());
    return ended("waiting for listeners", patience, listenersDone)
        .thenCompose(nobodyAtWork -> ended("closing the adapters", patience, layerClosed()))
        .thenAccept(layerClosed -> release());
  }

  int clientsCount() {
    return engine.sessionCount();
  }

  int connections() {
    return settings.transport().connectionCount();
  }

  int pausedSessions() {
    return engine.pausedSessions();
  }

  /** On a thread of its own, since an adapter may block though it should not. */
  private CompletableFuture<Void> layerClosed() {
    return CompletableFuture.<Void>completedFuture(null)
        .thenComposeAsync(elsewhere -> layer.close(), LIFECYCLE);
  }

  private void release() {
    int atWork = layer.atWork() + engine.refusalsUntold();
    if (atWork > 0) {
      log.error(
          "the server has stopped, and left the listeners of {} clients at work; a listener waits"
              + " for something that does not come",
          atWork);
    }
    timers.close();
    executor.close();
  }

  long queuedBytes() {
    return engine.queuedBytes();
  }

  private Limits limits() {
    int maxPayload = settings.engine().maxPayload();
    Limits.Builder limits =
        settings.limits().toBuilder().maxBodyBytes(maxPayload).maxMessageBytes(maxPayload);
    settings.engine().perMessageDeflate().ifPresent(limits::perMessageDeflate);
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
