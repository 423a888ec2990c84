package io.roomcast.adapter.redis;

import io.lettuce.core.cluster.RedisClusterClient;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.AdapterCompatibilityKit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The checks of all adapters, on a Redis Cluster, each server with a client of its own. */
abstract class ClusterKit extends AdapterCompatibilityKit {
  private static final List<RedisClusterClient> CLIENTS = new ArrayList<>();
  private static TwoNodeCluster redis;

  @BeforeAll
  static void startRedis() {
    redis = new TwoNodeCluster();
  }

  @AfterAll
  static void stopRedis() {
    CLIENTS.forEach(RedisClusterClient::shutdown); // after their servers
    CLIENTS.clear();
    if (redis != null) {
      redis.close();
      redis = null;
    }
  }

  /** The adapter of one server. */
  abstract RoomAdapter.Factory adapter(RedisConnector connector);

  @Override
  protected final List<RoomAdapter.Factory> createAdapters(int count) {
    List<RoomAdapter.Factory> adapters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RedisClusterClient client = redis.client();
      CLIENTS.add(client);
      adapters.add(adapter(RedisConnector.using(client)));
    }
    return adapters;
  }
}
