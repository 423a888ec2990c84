package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** A node of a Redis Cluster that replaces a master soon after it has died. */
record ClusterNode(RedisProcess process, int busPort) {

  static ClusterNode start() {
    int busPort = RedisProcess.freePort();
    return new ClusterNode(
        RedisProcess.system(
            "--cluster-enabled",
            "yes",
            "--cluster-port",
            String.valueOf(busPort),
            "--cluster-node-timeout",
            "3000"),
        busPort);
  }

  <T> T ask(Function<RedisCommands<String, String>, T> question) {
    try (RedisClient client = RedisClient.create(process.uri())) {
      return question.apply(client.connect().sync());
    }
  }

  void meet(ClusterNode other) {
    CommandArgs<String, String> address =
        new CommandArgs<>(StringCodec.UTF8)
            .add("MEET")
            .add("127.0.0.1")
            .add(other.process().port())
            .add(other.busPort());
    String answer =
        ask(
            node ->
                node.dispatch(CommandType.CLUSTER, new StatusOutput<>(StringCodec.UTF8), address));
    assertThat(answer).isEqualTo("OK");
  }

  void awaitCluster(int nodes) {
    Awaitility.await()
        .atMost(RedisServers.PATIENCE)
        .until(
            () -> ask(RedisCommands::clusterInfo),
            info ->
                info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + nodes));
  }
}
