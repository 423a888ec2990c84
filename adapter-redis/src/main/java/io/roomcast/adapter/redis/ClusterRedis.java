package io.roomcast.adapter.redis;

import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A Redis Cluster. */
record ClusterRedis(RedisClusterClient client) implements RedisDriver {
  private static final long NODE_MILLIS = 1000; // a node that is gone must not hold up the others

  /** The topology is read first, since it may be why the last connection was lost. */
  @Override
  public CompletionStage<StatefulRedisClusterPubSubConnection<byte[], byte[]>> connect() {
    return client
        .refreshPartitionsAsync()
        .thenCompose(refreshed -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE));
  }

  @Override
  public <T> CompletionStage<List<T>> askAll(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
    StatefulRedisClusterPubSubConnection<byte[], byte[]> cluster =
        (StatefulRedisClusterPubSubConnection<byte[], byte[]>) connection;
    List<CompletableFuture<Optional<T>>> answers = new ArrayList<>();
    for (RedisClusterNode node : cluster.getPartitions()) {
      answers.add(
          cluster
              .getConnectionAsync(node.getNodeId())
              .thenCompose(to -> question.apply(to.async()).thenApply(Optional::of))
              .completeOnTimeout(Optional.empty(), NODE_MILLIS, TimeUnit.MILLISECONDS)
              .exceptionally(gone -> Optional.empty()));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> {
              List<T> came = answers.stream().flatMap(each -> each.join().stream()).toList();
              if (came.isEmpty()) {
                throw new RedisUnavailableException("no node of the Redis Cluster answers");
              }
              return came;
            });
  }

  @Override
  public EventExecutorGroup timers() {
    return client.getResources().eventExecutorGroup();
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.completedFuture(null);
  }
}
