package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.roomcast.Server;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A Redis Cluster that changes")
class RedisClusterFailoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ROOM = "r";
  private static final String ROOM_CHANNEL = "socket.io#/#r#";

  /** An adapter, and its state. */
  private record Joined(RoomAdapter.Factory adapter, Supplier<RedisHealth> health) {}

  private final List<RedisClusterClient> redisClients = new ArrayList<>();
  private final List<Joined> joined = new ArrayList<>();
  private final List<Server> servers = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(TestClient::close);
    servers.forEach(server -> server.stop(Duration.ZERO).join());
    redisClients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
  }

  private static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  static Stream<Arguments> adapters() {
    return Stream.of(
        named("classic", RedisClusterFailoverTest::classic),
        named("sharded", RedisClusterFailoverTest::sharded),
        named("streams", RedisClusterFailoverTest::streams));
  }

  private static Arguments named(String name, Function<RedisConnector, Joined> adapter) {
    return Arguments.of(Named.of(name, adapter));
  }

  private static Joined classic(RedisConnector connector) {
    RedisAdapter adapter = RedisAdapter.builder(connector).build();
    return new Joined(adapter, adapter::health);
  }

  private static Joined sharded(RedisConnector connector) {
    RedisShardedAdapter adapter = RedisShardedAdapter.builder(connector).build();
    return new Joined(adapter, adapter::health);
  }

  private static Joined streams(RedisConnector connector) {
    RedisStreamsAdapter adapter = RedisStreamsAdapter.builder(connector).build();
    return new Joined(adapter, adapter::health);
  }

  private void start(RedisClusterClient client, Function<RedisConnector, Joined> adapter) {
    redisClients.add(client);
    Joined made =
        adapter.apply(
            RedisConnector.using(client)
                .pingInterval(Duration.ofSeconds(1))
                .pingTimeout(Duration.ofSeconds(3)));
    joined.add(made);
    Server io =
        Server.builder().transport(InMemoryTransport.create()).adapter(made.adapter()).build();
    io.onConnection(socket -> socket.join(ROOM));
    servers.add(io);
    io.start().join();
    TestClient connected = TestClient.to(io).timeout(Duration.ofSeconds(20)).connect();
    connected.settle();
    clients.add(connected);
  }

  private boolean healthy() {
    return joined.stream().allMatch(each -> each.health().get().connected());
  }

  /** Each server reaches the room on both, if not at once: a subscription may be under way. */
  private void assertTogether(String event) {
    for (Server from : servers) {
      String name = event + " " + servers.indexOf(from);
      for (TestClient to : clients) {
        eventually()
            .untilAsserted(
                () -> {
                  from.to(ROOM).emit(name);
                  assertThat(to.pending()).extracting(each -> each.name()).contains(name);
                });
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("adapters")
  @DisplayName("whose master dies is found again on the replica, and all rooms with it")
  void failover(Function<RedisConnector, Joined> adapter) {
    try (FailingCluster redis = new FailingCluster()) {
      start(redis.client(), adapter);
      start(redis.client(), adapter);
      assertTogether("before");
      redis.killMaster();
      servers.get(0).local().to(ROOM).emit("alone");
      clients.get(0).await("alone");
      redis.awaitReplaced();
      eventually().until(this::healthy);
      assertTogether("after");
      eventually().until(() -> servers.get(0).fetchSockets().join().values().size() == 2);
    }
  }

  @Test
  @DisplayName("that moves the channel of a room to another node is followed there")
  void movedSlot() {
    try (TwoNodeCluster redis = new TwoNodeCluster()) {
      start(redis.client(), RedisClusterFailoverTest::sharded);
      start(redis.client(), RedisClusterFailoverTest::sharded);
      assertTogether("before");
      redis.move(SlotHash.getSlot(ROOM_CHANNEL));
      assertTogether("after");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("adapters")
  @DisplayName("whose client is shut down under a server hangs neither of them")
  void clientGone(Function<RedisConnector, Joined> adapter) {
    try (TwoNodeCluster redis = new TwoNodeCluster()) {
      for (int i = 0; i < 5; i++) {
        RedisClusterClient client = redis.client();
        start(client, adapter);
        // which blocks
        assertThat(CompletableFuture.runAsync(() -> client.shutdown(0, 2, TimeUnit.SECONDS)))
            .succeedsWithin(PATIENCE);
        assertThat(servers.remove(0).stop(Duration.ZERO)).succeedsWithin(PATIENCE);
        redisClients.clear();
      }
    }
  }

  /** Three masters, of which one has nearly all slots and a replica. */
  private static final class FailingCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private final List<ClusterNode> nodes = Stream.generate(ClusterNode::start).limit(4).toList();
    private final ClusterNode master = nodes.get(0);
    private final ClusterNode replica = nodes.get(1);
    private final ClusterNode voter = nodes.get(2);

    FailingCluster() {
      master.ask(node -> node.clusterAddSlots(IntStream.range(2, SLOTS).toArray()));
      voter.ask(node -> node.clusterAddSlots(0));
      nodes.get(3).ask(node -> node.clusterAddSlots(1));
      nodes.stream().skip(1).forEach(master::meet);
      nodes.forEach(each -> each.awaitCluster(nodes.size()));
      String masterId = master.ask(RedisCommands::clusterMyId);
      replica.ask(node -> node.clusterReplicate(masterId));
      eventually().until(() -> replica.ask(RedisCommands::info).contains("master_link_status:up"));
      eventually()
          .until(
              () ->
                  nodes.stream()
                      .allMatch(each -> each.ask(RedisCommands::clusterNodes).contains("slave")));
    }

    RedisClusterClient client() {
      return RedisClusterClient.create(voter.process().uri());
    }

    void killMaster() {
      master.process().kill();
    }

    void awaitReplaced() {
      eventually().until(() -> replica.ask(RedisCommands::info).contains("role:master"));
    }

    @Override
    public void close() {
      nodes.forEach(node -> node.process().close());
    }
  }
}
