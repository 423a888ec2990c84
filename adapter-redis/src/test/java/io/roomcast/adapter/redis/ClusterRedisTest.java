package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.cluster.pubsub.StatefulRedisClusterPubSubConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A connection to a Redis Cluster")
class ClusterRedisTest {
  private static final RedisConnectionStateListener LISTENER =
      new RedisConnectionStateListener() {};

  private final Partitions partitions = new Partitions();
  private final List<String> watched = new ArrayList<>();
  private final Map<Object, StatefulRedisPubSubConnection<byte[], byte[]>> parts =
      new ConcurrentHashMap<>();

  @SuppressWarnings("unchecked") // the proxy has no types
  private StatefulRedisClusterPubSubConnection<byte[], byte[]> connection(
      String name, Function<Object[], Object> part) {
    Object commands =
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RedisPubSubAsyncCommands.class},
            (proxy, method, arguments) -> {
              Answer<String> pong = new Answer<>();
              pong.complete(method.getName());
              return pong;
            });
    return (StatefulRedisClusterPubSubConnection<byte[], byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StatefulRedisClusterPubSubConnection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> name;
                  case "async" -> commands;
                  case "getPartitions" -> partitions;
                  case "getConnectionAsync" -> part.apply(arguments);
                  case "addListener" -> {
                    assertThat(arguments[0]).isSameAs(LISTENER);
                    watched.add(name);
                    yield null;
                  }
                  default -> throw new AssertionError(method);
                });
  }

  private Object part(Object... address) {
    return CompletableFuture.completedFuture(
        parts.computeIfAbsent(address[1], port -> connection("master " + port, arguments -> null)));
  }

  private void addMaster(int port) {
    RedisClusterNode node = RedisClusterNode.of("node" + port);
    node.setUri(RedisURI.create("127.0.0.1", port));
    node.setFlags(Set.of(NodeFlag.UPSTREAM));
    node.setSlots(List.of(port));
    partitions.addPartition(node);
    partitions.updateCache();
  }

  @Test
  @DisplayName("is watched at each master, at those that come later, too, and once")
  void newMasters() {
    ClusterRedis redis =
        new ClusterRedis(null, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    StatefulRedisClusterPubSubConnection<byte[], byte[]> whole = connection("whole", this::part);
    addMaster(1);
    assertThat(redis.watch(whole, LISTENER)).isCompleted();
    assertThat(watched).containsExactly("whole", "master 1");
    addMaster(2);
    for (int i = 0; i < 2; i++) {
      assertThat(redis.ping(whole, Duration.ofSeconds(1))).isCompleted();
    }
    assertThat(watched).containsExactly("whole", "master 1", "master 2");
  }
}
