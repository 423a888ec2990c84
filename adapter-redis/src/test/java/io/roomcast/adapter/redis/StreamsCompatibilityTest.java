package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import org.junit.jupiter.api.DisplayName;

@DisplayName("RED-24 RED-27 RED-29 RED-30 The streams adapter")
class StreamsCompatibilityTest extends RedisClusterKit {

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    return RedisStreamsAdapter.builder(connector).build();
  }

  @Override
  protected boolean recoversOnAnyServer() {
    return true;
  }
}
