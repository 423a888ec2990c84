package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The classic Redis adapter")
class RedisAdapterCompatibilityTest extends RedisClusterKit {

  @Override
  RedisProcess startRedis() {
    return RedisProcess.embedded();
  }

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    return RedisAdapter.builder(connector).build();
  }
}
