package io.roomcast.adapter.redis;

import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The checks of all adapters, on shard channels. */
abstract class ShardedKit extends RedisClusterKit {
  private final List<ShardedWire> wires = new CopyOnWriteArrayList<>();

  abstract SubscriptionMode mode();

  @Override
  RoomAdapter.Factory adapter(RedisConnector connector) {
    RedisShardedAdapter adapter =
        RedisShardedAdapter.builder(connector).subscriptionMode(mode()).build();
    return local -> {
      String name = ClusterAdapter.randomName();
      ShardedWire wire = adapter.wire(local, name);
      wires.add(wire);
      return new ClusterAdapter(local, name, wire);
    };
  }

  /** An event to a room arrives where its channel has been subscribed to. */
  @Override
  protected void settle() {
    wires.forEach(
        wire ->
            wire.subscribed()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(cutOff -> null)
                .join());
  }
}
