package io.roomcast.adapter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one namespace has of the connections of its server. Thread-safe, never blocks. */
final class Lease {
  private final SharedConnections shared;
  private final AtomicReference<@Nullable RedisConnections> held = new AtomicReference<>();

  Lease(SharedConnections shared) {
    this.shared = shared;
  }

  /** Connects, then goes on as told; where either fails it fails when nothing is held any more. */
  CompletionStage<Void> open(Function<RedisConnections, CompletionStage<Void>> then) {
    RedisConnections acquired = shared.acquire();
    held.set(acquired);
    return acquired
        .open()
        .thenCompose(ready -> then.apply(acquired))
        .exceptionallyCompose(
            failure ->
                release()
                    .handle((released, late) -> CompletableFuture.<Void>failedFuture(failure))
                    .thenCompose(Function.identity()));
  }

  /** Fails where nothing is held. */
  <T> CompletionStage<T> use(Function<RedisConnections, ? extends CompletionStage<T>> action) {
    RedisConnections connections = held.get();
    return connections == null
        ? CompletableFuture.failedFuture(new RedisUnavailableException("the adapter is not open"))
        : action.apply(connections).thenApply(Function.identity());
  }

  /** Ends with a last action, whatever comes of it; nothing where nothing is held. */
  CompletionStage<Void> close(Function<RedisConnections, CompletionStage<Void>> last) {
    RedisConnections connections = held.get();
    return connections == null
        ? CompletableFuture.completedFuture(null)
        : last.apply(connections)
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
