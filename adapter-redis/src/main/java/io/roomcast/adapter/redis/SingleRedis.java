package io.roomcast.adapter.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** One Redis, or the one that Sentinels name. */
record SingleRedis(RedisClient client, RedisURI uri, boolean own) implements RedisDriver {
  private static final long SHUTDOWN_SECONDS = 2;

  SingleRedis withOptions(Supplier<ClientOptions> options) {
    client.setOptions(options.get());
    return this;
  }

  @Override
  public CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> connect() {
    return ResolvedUri.of(uri)
        .thenCompose(resolved -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE, resolved));
  }

  @Override
  public CompletionStage<Void> watch(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      RedisConnectionStateListener listener) {
    connection.addListener(listener);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<Void> ping(
      StatefulRedisPubSubConnection<byte[], byte[]> connection, Duration timeout) {
    return connection.async().ping().thenAccept(pong -> {});
  }

  @Override
  public <T> CompletionStage<List<T>> askAll(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
    return question.apply(connection.async()).thenApply(List::of);
  }

  @Override
  public CompletableFuture<Void> close(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    return connection.closeAsync();
  }

  @Override
  public EventExecutorGroup timers() {
    return client.getResources().eventExecutorGroup();
  }

  @Override
  public CompletionStage<Void> close() {
    return own
        ? client.shutdownAsync(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS)
        : CompletableFuture.completedFuture(null);
  }
}
