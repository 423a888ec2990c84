package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import org.junit.jupiter.api.DisplayName;

@DisplayName("RED-24 RED-27 The streams adapter, on Redis 6.2")
class StreamsOnOldRedisTest extends RedisClusterKit {

  @Override
  RedisProcess startRedis() {
    return RedisProcess.embedded();
  }

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    return RedisStreamsAdapter.builder(connector).build();
  }

  @Override
  protected boolean recoversOnAnyServer() {
    return true;
  }
}
