package io.roomcast.adapter.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.AdapterCompatibilityKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/** Each server has been given another node, and the rest is up to the client. */
@DisplayName("RED-12 The classic Redis adapter on a Redis Cluster of three nodes")
class RedisClusterTest extends AdapterCompatibilityKit {
  private static final int NODES = 3;
  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<RedisProcess> nodes = new ArrayList<>();

  private final List<CuttableWay> ways = new ArrayList<>();

  @BeforeAll
  static void startCluster() {
    IntStream.range(0, NODES)
        .forEach(node -> nodes.add(RedisProcess.embedded("--cluster-enabled", "yes")));
    RedisClient client = RedisClient.create();
    try {
      for (int i = 0; i < NODES; i++) {
        try (StatefulRedisConnection<String, String> node = connect(client, i)) {
          int[] own = IntStream.range(i * SLOTS / NODES, (i + 1) * SLOTS / NODES).toArray();
          node.sync().clusterAddSlots(own);
          node.sync().clusterMeet("127.0.0.1", nodes.get(0).port());
        }
      }
      for (int i = 0; i < NODES; i++) {
        try (StatefulRedisConnection<String, String> node = connect(client, i)) {
          Awaitility.await()
              .atMost(PATIENCE)
              .until(
                  () -> node.sync().clusterInfo(),
                  info ->
                      info.contains("cluster_state:ok")
                          && info.contains("cluster_known_nodes:" + NODES));
        }
      }
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  private static StatefulRedisConnection<String, String> connect(RedisClient client, int node) {
    return client.connect(RedisURI.create(nodes.get(node).uri()));
  }

  @AfterAll
  static void stopCluster() {
    nodes.forEach(RedisProcess::close);
    nodes.clear();
  }

  @Override
  protected List<RoomAdapter.Factory> createAdapters(int count) {
    return Stream.iterate(0, server -> server + 1).limit(count).map(this::adapter).toList();
  }

  private RoomAdapter.Factory adapter(int server) {
    CuttableWay way = new CuttableWay(nodes.get(server));
    ways.add(way);
    return RedisAdapter.builder(way.connector()).build();
  }

  @Override
  protected void cutOff(int server) {
    ways.get(server).hold();
  }

  @AfterEach
  void closeWays() {
    ways.forEach(CuttableWay::close);
  }
}
