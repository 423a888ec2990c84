package io.roomcast.transport.netty;

import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.wire.Population;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a transport, from {@code start} to {@code stop}. */
final class Run {
  private static final Logger log = LoggerFactory.getLogger(Run.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** What a run owns besides its connections. */
  interface Endpoint {
    /**
     * Begins to accept. May fail in either way.
     *
     * @return completes with the address
     */
    CompletableFuture<InetSocketAddress> open(Service service);

    /** Stops accepting; whoever was accepted has reached the service then. Blocks. */
    void closeListening() throws Exception;

    /** Ends what is left, after the last connection or a failed start. Blocks. */
    void close() throws Exception;
  }

  private final String name;
  private final String threadName;
  private final Service service;
  private final Endpoint endpoint;
  private final CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private final AtomicBoolean startRequested = new AtomicBoolean();
  private final AtomicBoolean stopRequested = new AtomicBoolean();
  private volatile long graceDeadline;

  /** The run before, as long as this one waits for its end. */
  private volatile @Nullable Run predecessor;

  /**
   * Creates it.
   *
   * @param name of the place, for messages
   * @param threadName what the names of its own threads begin with
   */
  Run(String name, String threadName, Service service, Endpoint endpoint) {
    this.name = name;
    this.threadName = threadName;
    this.service = service;
    this.endpoint = endpoint;
  }

  Service service() {
    return service;
  }

  /** How many are connected, to the run before as well while that ends. */
  int connectionCount() {
    Run before = predecessor;
    return service.population().total() + (before == null ? 0 : before.connectionCount());
  }

  /** Completes with the address, or with why there is none. */
  CompletableFuture<InetSocketAddress> address() {
    return started;
  }

  /** Whether {@link #stop} was called or the start failed. */
  boolean isOver() {
    return stopRequested.get();
  }

  /** Whether its start has begun, after the end of the run before, and no stop. */
  boolean isServing() {
    return startRequested.get() && !stopRequested.get();
  }

  /** Completes when nothing of this run is left. */
  CompletableFuture<Void> stopped() {
    return stopped;
  }

  // ---- start ----

  /** Notes the run whose end this one waits for, before {@link #start}. */
  void follow(@Nullable Run previous) {
    predecessor = previous;
  }

  /** Begins, unless it was stopped before. */
  void start() {
    if (!startRequested.compareAndSet(false, true)) {
      return;
    }
    predecessor = null;
    CompletableFuture<InetSocketAddress> opening;
    try {
      opening = endpoint.open(service);
    } catch (Throwable e) { // an error, too: whoever waits for the start is to be told
      opening = CompletableFuture.failedFuture(e);
    }
    CompletableFuture<InetSocketAddress> unused =
        opening.whenComplete(
            (address, failure) -> {
              if (failure == null) {
                started.complete(address);
              } else {
                inBackground("start", () -> startFailed(failure));
              }
            });
  }

  private void startFailed(Throwable cause) {
    stopRequested.set(true);
    try {
      endpoint.close();
    } catch (Throwable e) {
      cause.addSuppressed(e);
    }
    started.completeExceptionally(
        cause instanceof TransportException
            ? cause
            : new TransportException(
                "cannot listen on "
                    + name
                    + ": "
                    + cause
                    + "; is another process using the port, or may this one not? Choose another"
                    + " address or port (0 for any)",
                cause));
    stopped.complete(null);
  }

  // ---- stop ----

  /** Stops; a later call can only shorten the grace. */
  CompletableFuture<Void> stop(Duration grace) {
    long deadline = System.nanoTime() + Deadline.nanos(grace);
    if (stopRequested.compareAndSet(false, true)) {
      graceDeadline = deadline;
      service.beginStop();
      if (startRequested.compareAndSet(false, true)) {
        inBackground("stop", () -> stopPredecessor(grace));
      } else {
        inBackground("stop", this::runStop);
      }
    } else if (deadline - graceDeadline < 0) {
      graceDeadline = deadline;
      service.population().deadlineMoved();
      Run before = predecessor;
      if (before != null) {
        CompletableFuture<Void> unused = before.stop(grace);
      }
    }
    return stopped;
  }

  /** What this run waited for is stopped, too; the port is free when that is over. */
  private void stopPredecessor(Duration grace) {
    started.completeExceptionally(
        new TransportException("the transport on " + name + " was stopped before it had started"));
    Run before = predecessor;
    if (before == null) {
      stopped.complete(null);
      return;
    }
    CompletableFuture<Void> unused =
        before
            .stop(grace)
            .whenComplete(
                (done, failure) -> {
                  predecessor = null;
                  if (failure == null) {
                    stopped.complete(null);
                  } else {
                    stopped.completeExceptionally(failure);
                  }
                });
  }

  private void runStop() {
    try {
      awaitQuietly(started);
      if (started.isCompletedExceptionally()) {
        return; // whoever failed to start it completes what is to be completed
      }
      // each step, whatever became of the one before: else threads and the port were lost for ever
      Throwable failure = attempt(null, endpoint::closeListening);
      failure = attempt(failure, this::endConnections);
      failure = attempt(failure, endpoint::close);
      if (failure == null) {
        stopped.complete(null);
      } else {
        stopFailed(failure);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopFailed(e);
    }
  }

  private interface Step {
    void run() throws Exception;
  }

  /** Makes a step; gives the first failure, with those after it inside. */
  private static @Nullable Throwable attempt(@Nullable Throwable before, Step step) {
    try {
      step.run();
      return before;
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }

  private void stopFailed(Throwable e) {
    stopped.completeExceptionally(
        e instanceof TransportException
            ? e
            : new TransportException("stopping the transport on " + name + " failed: " + e, e));
  }

  private void endConnections() throws InterruptedException {
    service.forEach(Connection::shutdown);
    Population population = service.population();
    if (!population.awaitEmpty(() -> graceDeadline)) {
      service.forEach(connection -> connection.close(null));
      long end = System.nanoTime() + PATIENCE.toNanos();
      if (!population.awaitEmpty(() -> end)) {
        throw new TransportException(
            "connections on "
                + name
                + " do not end: a listener or a request handler is blocking an event loop");
      }
    }
  }

  private void inBackground(String what, Runnable task) {
    new Thread(task, threadName + "-" + what).start();
  }

  private static void awaitQuietly(CompletableFuture<?> future) throws InterruptedException {
    try {
      Object unused = future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.debug("going on without waiting", e);
    }
  }
}
