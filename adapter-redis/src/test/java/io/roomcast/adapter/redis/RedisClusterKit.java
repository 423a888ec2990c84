package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.AdapterCompatibilityKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/** The checks of all adapters, with a network to Redis that can be cut for each server. */
abstract class RedisClusterKit extends AdapterCompatibilityKit {
  private static RedisProcess redis; // of the class that runs

  private final List<CuttableProxy> proxies = new ArrayList<>();

  @AfterAll
  static void stopRedis() {
    if (redis != null) {
      redis.close();
      redis = null;
    }
  }

  /** Starts the Redis of all tests of a class. */
  RedisProcess startRedis() {
    return RedisProcess.system();
  }

  /** The adapter of one server. */
  abstract RoomAdapter.Factory adapter(RedisConnector connector);

  @Override
  protected final List<RoomAdapter.Factory> createAdapters(int count) {
    if (redis == null) {
      redis = startRedis();
    }
    List<RoomAdapter.Factory> adapters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CuttableProxy proxy = new CuttableProxy(redis.port());
      proxies.add(proxy);
      adapters.add(
          adapter(
              RedisConnector.to(proxy.uri())
                  .pingInterval(Duration.ofSeconds(1))
                  .pingTimeout(Duration.ofSeconds(3))));
    }
    return adapters;
  }

  @Override
  protected final void cutOff(int server) {
    proxies.get(server).hold();
  }

  @AfterEach
  final void closeProxies() {
    proxies.forEach(CuttableProxy::close);
  }
}
