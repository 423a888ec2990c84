package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A Redis Cluster of two masters, each with half of the slots. */
final class TwoNodeCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;

  private record Node(RedisProcess process, int busPort) {
    static Node start() {
      int busPort = RedisProcess.freePort();
      return new Node(
          RedisProcess.system(
              "--cluster-enabled", "yes", "--cluster-port", String.valueOf(busPort)),
          busPort);
    }

    void run(Consumer<RedisCommands<String, String>> action) {
      try (RedisClient client = RedisClient.create(process.uri())) {
        action.accept(client.connect().sync());
      }
    }
  }

  private final List<Node> nodes = List.of(Node.start(), Node.start());

  TwoNodeCluster() {
    Node first = nodes.get(0);
    Node second = nodes.get(1);
    first.run(node -> node.clusterAddSlots(IntStream.range(0, SLOTS / 2).toArray()));
    second.run(node -> node.clusterAddSlots(IntStream.range(SLOTS / 2, SLOTS).toArray()));
    first.run(node -> meet(node, second));
    for (Node each : nodes) {
      Awaitility.await()
          .atMost(RedisServers.PATIENCE)
          .untilAsserted(
              () ->
                  each.run(
                      node ->
                          assertThat(node.clusterInfo())
                              .contains("cluster_state:ok", "cluster_known_nodes:2")));
    }
  }

  private static void meet(RedisCommands<String, String> node, Node other) {
    CommandArgs<String, String> address =
        new CommandArgs<>(StringCodec.UTF8)
            .add("MEET")
            .add("127.0.0.1")
            .add(other.process().port())
            .add(other.busPort());
    assertThat(node.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), address))
        .isEqualTo("OK");
  }

  RedisClusterClient client() {
    return RedisClusterClient.create(nodes.get(0).process().uri());
  }

  @Override
  public void close() {
    nodes.forEach(node -> node.process().close());
  }
}
