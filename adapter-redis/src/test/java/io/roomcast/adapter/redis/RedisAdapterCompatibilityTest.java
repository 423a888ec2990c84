package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.adapter.AdapterCompatibilityKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The classic Redis adapter")
class RedisAdapterCompatibilityTest extends AdapterCompatibilityKit {
  private static RedisProcess redis;

  private final List<CuttableProxy> proxies = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.embedded();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  protected List<RoomAdapter.Factory> createAdapters(int count) {
    List<RoomAdapter.Factory> adapters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      CuttableProxy proxy = new CuttableProxy(redis.port());
      proxies.add(proxy);
      adapters.add(
          RedisAdapter.builder(
                  RedisConnector.to(proxy.uri())
                      .pingInterval(Duration.ofSeconds(1))
                      .pingTimeout(Duration.ofSeconds(3)))
              .build());
    }
    return adapters;
  }

  @Override
  protected void cutOff(int server) {
    proxies.get(server).hold();
  }

  @AfterEach
  void closeProxies() {
    proxies.forEach(CuttableProxy::close);
  }
}
