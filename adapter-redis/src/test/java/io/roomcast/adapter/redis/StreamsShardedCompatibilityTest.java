package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import org.junit.jupiter.api.DisplayName;

@DisplayName("RED-26 RED-28 The streams adapter, with several streams and shard channels")
class StreamsShardedCompatibilityTest extends RedisClusterKit {

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    return RedisStreamsAdapter.builder(connector)
        .streamName("events")
        .streamCount(3)
        .channelPrefix("answers")
        .useShardedPubSub(true)
        .readCount(1)
        .build();
  }

  @Override
  protected boolean recoversOnAnyServer() {
    return true;
  }
}
