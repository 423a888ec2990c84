package io.roomcast.internal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server's starts and stops, one after the other. Thread-safe. */
final class Lifecycle {

  /** Where the server stands. */
  private sealed interface State {

    record Stopped() implements State {}

    record Starting(CompletableFuture<InetSocketAddress> started) implements State {}

    record Running(ServerRun run) implements State {}

    /** The run still serves those who are there. */
    record Stopping(ServerRun run, CompletableFuture<Void> stopped) implements State {}
  }

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final Supplier<CompletableFuture<ServerRun.Listening>> starter;
  private final Object lock = new Object();
  private volatile State state = new State.Stopped(); // changed under the lock

  Lifecycle(Supplier<CompletableFuture<ServerRun.Listening>> starter) {
    this.starter = starter;
  }

  CompletableFuture<InetSocketAddress> start() {
    CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
    synchronized (lock) {
      if (!(state instanceof State.Stopped)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("the server is running; stop it first, and wait for that"));
      }
      state = new State.Starting(started);
    }
    var unused =
        starter
            .get()
            .whenComplete(
                (listening, failure) -> {
                  if (failure == null) {
                    moveTo(new State.Running(listening.run()));
                    // elsewhere, since what depends on it must not hold the transport's thread
                    started.completeAsync(listening::address, ServerRun.LIFECYCLE);
                  } else {
                    moveTo(new State.Stopped());
                    ServerRun.LIFECYCLE.execute(() -> started.completeExceptionally(root(failure)));
                  }
                });
    return started.copy();
  }

  CompletableFuture<Void> stop(Duration grace) {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative: " + grace);
    }
    State before;
    CompletableFuture<Void> stopped = new CompletableFuture<>();
    synchronized (lock) {
      before = state;
      if (before instanceof State.Running running) {
        state = new State.Stopping(running.run(), stopped);
      }
    }
    if (before instanceof State.Running running) {
      begin(running.run(), grace, stopped);
      return stopped.copy();
    } else if (before instanceof State.Starting starting) {
      return starting.started().handle((a, f) -> grace).thenCompose(this::stop);
    } else if (before instanceof State.Stopping stopping) {
      var unused = stopping.run().stop(grace);
      return stopping.stopped().copy();
    }
    return CompletableFuture.completedFuture(null);
  }

  private void begin(ServerRun run, Duration grace, CompletableFuture<Void> stopped) {
    var unused =
        run.stop(grace)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    log.error("a part of the server could not be released", failure);
                  }
                  moveTo(new State.Stopped());
                  ServerRun.LIFECYCLE.execute(() -> stopped.complete(null));
                });
  }

  /** Whether newcomers are let in: it runs, and no stop has begun. */
  boolean accepting() {
    return state instanceof State.Running;
  }

  /** The run that serves clients, where one does. */
  Optional<ServerRun> run() {
    if (state instanceof State.Running running) {
      return Optional.of(running.run());
    }
    return state instanceof State.Stopping stopping
        ? Optional.of(stopping.run())
        : Optional.empty();
  }

  private static Throwable root(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private void moveTo(State next) {
    synchronized (lock) {
      state = next;
    }
  }
}
