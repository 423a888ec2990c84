package io.roomcast.adapter.redis;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import java.util.List;
import java.util.stream.IntStream;

/** A Redis Cluster of two masters, each with half of the slots. */
final class TwoNodeCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;

  private final List<ClusterNode> nodes = List.of(ClusterNode.start(), ClusterNode.start());

  TwoNodeCluster() {
    ClusterNode first = nodes.get(0);
    ClusterNode second = nodes.get(1);
    first.ask(node -> node.clusterAddSlots(IntStream.range(0, SLOTS / 2).toArray()));
    second.ask(node -> node.clusterAddSlots(IntStream.range(SLOTS / 2, SLOTS).toArray()));
    first.meet(second);
    nodes.forEach(each -> each.awaitCluster(2));
  }

  List<ClusterNode> nodes() {
    return nodes;
  }

  RedisClusterClient client() {
    return RedisClusterClient.create(nodes.get(0).process().uri());
  }

  /** Hands a slot, in which there is nothing, over to the other node. */
  void move(int slot) {
    String to = nodes.get(slot < SLOTS / 2 ? 1 : 0).ask(RedisCommands::clusterMyId);
    nodes.forEach(each -> each.ask(node -> node.clusterSetSlotNode(slot, to)));
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.process().close());
  }
}
