package io.roomcast.adapter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one namespace has of the connections of its server: opened once, and closed at any time,
 * even while it is being opened. Thread-safe, never blocks.
 */
final class Lease {
  private final SharedConnections shared;
  private final Function<RedisConnections, CompletionStage<Void>> end;
  private final AtomicReference<@Nullable RedisConnections> held = new AtomicReference<>();
  private volatile boolean closing;

  /**
   * {@code end} takes back what was begun, all of it or in part; where nothing was, or it is called
   * again, it does nothing.
   */
  Lease(SharedConnections shared, Function<RedisConnections, CompletionStage<Void>> end) {
    this.shared = shared;
    this.end = end;
  }

  /**
   * Connects, then begins as told. Where either fails, or this is closed meanwhile, it fails when
   * nothing is left of it. Where Redis refuses to let something be heard, it fails, too, and what
   * was begun goes on until it is closed: the rest is of use.
   */
  CompletionStage<Void> open(Function<RedisConnections, CompletionStage<Void>> begin) {
    RedisConnections acquired = shared.acquire();
    held.set(acquired);
    return acquired
        .open()
        .thenCompose(ready -> begin.apply(acquired))
        .thenAccept(begun -> requireHeld())
        .exceptionallyCompose(
            failure ->
                RedisRefusesException.is(failure) && !closing
                    ? CompletableFuture.failedFuture(failure)
                    : end(acquired)
                        .handle((ended, late) -> CompletableFuture.<Void>failedFuture(failure))
                        .thenCompose(Function.identity()));
  }

  private void requireHeld() {
    if (closing) { // what has just been begun is behind the end, and would stay
      throw new RedisUnavailableException("the adapter has been closed");
    }
  }

  /** Fails where nothing is held. */
  <T> CompletionStage<T> use(Function<RedisConnections, ? extends CompletionStage<T>> action) {
    RedisConnections connections = held.get();
    return connections == null
        ? CompletableFuture.failedFuture(new RedisUnavailableException("the adapter is not open"))
        : action.apply(connections).thenApply(Function.identity());
  }

  /**
   * Runs something short on a thread of the connections.
   *
   * @throws RejectedExecutionException where there are none
   */
  void execute(Runnable task) {
    RedisConnections connections = held.get();
    if (connections == null) {
      throw new RejectedExecutionException("the adapter is not open");
    }
    connections.execute(task);
  }

  /** Ends it, whatever comes of that; nothing where nothing is held. */
  CompletionStage<Void> close() {
    closing = true;
    RedisConnections connections = held.get();
    return connections == null ? CompletableFuture.completedFuture(null) : end(connections);
  }

  private CompletionStage<Void> end(RedisConnections connections) {
    return end.apply(connections)
        .handle((done, failure) -> release())
        .thenCompose(Function.identity());
  }

  private CompletionStage<Void> release() {
    RedisConnections connections = held.getAndSet(null);
    return connections == null
        ? CompletableFuture.completedFuture(null)
        : shared.release(connections);
  }
}
