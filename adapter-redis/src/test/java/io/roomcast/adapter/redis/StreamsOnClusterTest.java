package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import org.junit.jupiter.api.DisplayName;

@DisplayName("RED-28 The streams adapter on a Redis Cluster")
class StreamsOnClusterTest extends ClusterKit {

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    return RedisStreamsAdapter.builder(connector).streamCount(3).build();
  }

  @Override
  protected boolean recoversOnAnyServer() {
    return true;
  }
}
