package io.roomcast.transport.netty;

import io.roomcast.spi.transport.TransportException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The runs of one transport, one after the other. Thread-safe. */
final class Lifecycle {
  private final String name;
  private final Object lock = new Object();
  private @Nullable Run run;

  Lifecycle(String name) {
    this.name = name;
  }

  /** Begins a run, after the end of the one before, which must have been stopped. */
  CompletionStage<InetSocketAddress> start(Run next) {
    CompletableFuture<Void> before;
    synchronized (lock) {
      Run previous = run;
      if (previous != null && !previous.isOver()) {
        return CompletableFuture.failedFuture(
            new TransportException(
                "the transport on " + name + " is running already; stop it first"));
      }
      before = previous == null ? CompletableFuture.completedFuture(null) : previous.stopped();
      next.follow(previous);
      run = next;
    }
    CompletableFuture<Void> unused = before.whenComplete((done, failure) -> next.start());
    return next.address();
  }

  /** Stops the run, if there is one. */
  CompletionStage<Void> stop(Duration grace) {
    synchronized (lock) {
      return run == null ? CompletableFuture.completedFuture(null) : run.stop(grace);
    }
  }

  /** How many are connected. */
  int connectionCount() {
    synchronized (lock) {
      return run == null ? 0 : run.connectionCount();
    }
  }

  /** What is served at the moment; null if nothing is, or the run still waits for another's end. */
  @Nullable Service service() {
    synchronized (lock) {
      return run != null && run.isServing() ? run.service() : null;
    }
  }
}
