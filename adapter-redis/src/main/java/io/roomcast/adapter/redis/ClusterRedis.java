package io.roomcast.adapter.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A Redis Cluster. A connection to it is made of one to some node, and of one to each master, for
 * what has its place there. Lettuce makes the latter again by itself, but sends anew what was not
 * confirmed, does not subscribe to all shard channels again, and waits for a master that has been
 * replaced: so where one of them breaks off, the whole is made anew.
 */
record ClusterRedis(
    RedisClusterClient client,
    Map<Object, CompletableFuture<?>> connecting,
    Map<Object, Watch> watches)
    implements RedisDriver {
  private static final long NODE_MILLIS = 1000; // a node that is gone must not hold up the others
  private static final long CLOSE_MILLIS = 3000;

  ClusterRedis(RedisClusterClient client) {
    this(client, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
  }

  /** Who hears of the end of a connection, and of which of its parts so far. */
  record Watch(RedisConnectionStateListener listener, Set<Object> parts) {
    void add(StatefulRedisPubSubConnection<byte[], byte[]> part) {
      if (parts.add(part)) {
        part.addListener(listener);
      }
    }
  }

  /** The topology is read first, since it may be why the last connection was lost. */
  @Override
  public CompletionStage<StatefulRedisClusterPubSubConnection<byte[], byte[]>> connect() {
    return client
        .refreshPartitionsAsync()
        .thenCompose(refreshed -> client.connectPubSubAsync(ByteArrayCodec.INSTANCE));
  }

  @Override
  public CompletionStage<Void> watch(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      RedisConnectionStateListener listener) {
    connection.addListener(listener);
    watches.put(connection, new Watch(listener, ConcurrentHashMap.newKeySet()));
    return CompletableFuture.allOf(toMasters(connection).toArray(CompletableFuture[]::new));
  }

  /** A master that cannot be reached need not be asked: it is no part of the connection. */
  @Override
  public CompletionStage<Void> ping(
      StatefulRedisPubSubConnection<byte[], byte[]> connection, Duration timeout) {
    List<CompletableFuture<Void>> pongs = new ArrayList<>();
    pongs.add(connection.async().ping().thenAccept(pong -> {}).toCompletableFuture());
    toMasters(connection).stream()
        .map(each -> each.thenCompose(found -> pong(found, timeout)))
        .forEach(pongs::add);
    return CompletableFuture.allOf(pongs.toArray(CompletableFuture[]::new));
  }

  private static CompletionStage<Void> pong(
      Optional<StatefulRedisPubSubConnection<byte[], byte[]>> connection, Duration timeout) {
    return connection
        .map(
            to ->
                to.async()
                    .ping()
                    .thenAccept(pong -> {})
                    .toCompletableFuture()
                    .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** Those that commands with a key take; made, and watched, where there is none yet. */
  private List<CompletableFuture<Optional<StatefulRedisPubSubConnection<byte[], byte[]>>>>
      toMasters(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    StatefulRedisClusterPubSubConnection<byte[], byte[]> cluster =
        (StatefulRedisClusterPubSubConnection<byte[], byte[]>) connection;
    return cluster.getPartitions().stream()
        .filter(node -> node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots())
        .map(RedisClusterNode::getUri)
        .map(uri -> noted(cluster.getConnectionAsync(uri.getHost(), uri.getPort())))
        .map(
            made ->
                made.thenApply(part -> watched(connection, part))
                    .completeOnTimeout(Optional.empty(), NODE_MILLIS, TimeUnit.MILLISECONDS)
                    .exceptionally(gone -> Optional.empty()))
        .toList();
  }

  /** Masters come and go while a connection lasts. */
  private Optional<StatefulRedisPubSubConnection<byte[], byte[]>> watched(
      StatefulRedisPubSubConnection<byte[], byte[]> whole,
      StatefulRedisPubSubConnection<byte[], byte[]> part) {
    Watch watch = watches.get(whole);
    if (watch != null) {
      watch.add(part);
    }
    return Optional.of(part);
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
          noted(cluster.getConnectionAsync(node.getNodeId()))
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

  private <T> CompletableFuture<T> noted(CompletableFuture<T> connection) {
    Object key = new Object();
    connecting.put(key, connection);
    return connection.whenComplete((made, failure) -> connecting.remove(key));
  }

  /**
   * Not while a part of it is being made, nor on a thread that reads connections: Lettuce waits for
   * the end of the parts, which such a thread would have to bring about.
   */
  @Override
  public CompletableFuture<Void> close(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    watches.remove(connection);
    return CompletableFuture.allOf(connecting.values().toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(refused -> null)
        .thenComposeAsync(ready -> connection.closeAsync(), timers());
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
