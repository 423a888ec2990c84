package io.roomcast.adapter.redis;

import org.junit.jupiter.api.DisplayName;

@DisplayName("RED-18 RED-23 The sharded adapter, mode dynamic")
class ShardedDynamicCompatibilityTest extends ShardedKit {

  @Override
  SubscriptionMode mode() {
    return SubscriptionMode.DYNAMIC;
  }
}
