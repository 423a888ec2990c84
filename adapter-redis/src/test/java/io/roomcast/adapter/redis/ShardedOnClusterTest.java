package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import org.junit.jupiter.api.DisplayName;

@DisplayName("RED-22 The sharded adapter on a Redis Cluster")
class ShardedOnClusterTest extends ClusterKit {

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    return RedisShardedAdapter.builder(connector).subscriptionMode(SubscriptionMode.STATIC).build();
  }
}
