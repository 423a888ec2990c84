package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.AdapterCompatibilityKit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The checks of all adapters, on a Redis Cluster, to which each server has a way of its own. */
abstract class ClusterKit extends AdapterCompatibilityKit {
  private static TwoNodeCluster redis;

  private final List<CuttableWay> ways = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = new TwoNodeCluster();
  }

  @AfterAll
  static void stopRedis() {
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
      CuttableWay way = new CuttableWay(redis.nodes().get(0).process());
      ways.add(way);
      adapters.add(adapter(way.connector()));
    }
    return adapters;
  }

  @Override
  protected final void cutOff(int server) {
    ways.get(server).hold();
  }

  /** Or Redis would take who was cut off for a server still. */
  @AfterEach
  final void closeWays() {
    ways.forEach(CuttableWay::close);
  }
}
