package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.roomcast.Answers;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Redis writes down whatever it refuses: what is not allowed is seen there, and nothing else is.
 */
@DisplayName("A user of Redis that the documentation describes")
class RedisPermissionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration IMPATIENCE = Duration.ofSeconds(1); // for what cannot come

  private static final List<RedisCommands<String, String>> admins = new ArrayList<>();
  private static RedisClient client;
  private static RedisProcess redis;
  private static TwoNodeCluster cluster;

  @BeforeAll
  static void start() {
    client = RedisClient.create();
    redis = RedisProcess.system();
    cluster = new TwoNodeCluster();
    Stream.concat(Stream.of(redis), cluster.nodes().stream().map(ClusterNode::process))
        .map(each -> client.connect(RedisURI.create(each.uri())).sync())
        .forEach(admins::add);
  }

  @AfterAll
  static void stop() {
    admins.clear();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
    if (redis != null) {
      redis.close();
      redis = null;
    }
  }

  static List<RedisUser> users() {
    return RedisUser.all();
  }

  @Test
  @DisplayName("is there for each adapter, for recovery, the emitter and a Redis Cluster")
  void named() {
    assertThat(users())
        .extracting(RedisUser::name)
        .containsExactly("classic", "sharded", "streams", "recovery", "emitter", "cluster");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("users")
  @DisplayName("may do all that is done")
  void enough(RedisUser user) {
    workAs(user, PATIENCE);
    assertThat(refused()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("users")
  @DisplayName("may do nothing that is not done: without any one permission something is refused")
  void necessary(RedisUser user) {
    assertThat(user.permissions()).isNotEmpty();
    for (String permission : user.permissions()) {
      RedisUser limited = user.without(permission);
      Throwable failure = catchThrowable(() -> workAs(limited, IMPATIENCE));
      if (refused().isEmpty()) { // it may have been too slow to get there
        failure = catchThrowable(() -> workAs(limited, PATIENCE));
      }
      assertThat(refused())
          .as("without %s, where this failed: %s", permission, failure)
          .isNotEmpty();
    }
  }

  @Test
  @DisplayName("of the streams adapter may do what it does on several streams and shard channels")
  void shards() {
    List<String> rules =
        RedisUser.named("streams").rules().stream()
            .map(rule -> rule.equals("~socket.io") ? "~socket.io-*" : rule)
            .map(rule -> rule.replaceFirst("^\\+(?=(un)?subscribe|publish)", "+s"))
            .toList();
    workAs(new RedisUser("shards", rules), PATIENCE);
    assertThat(refused()).isEmpty();
  }

  /** What Redis has refused; that a client may not say what it is called does no harm. */
  private static List<String> refused() {
    return admins.stream()
        .flatMap(admin -> admin.aclLog().stream())
        .map(entry -> entry.get("reason") + " " + entry.get("object"))
        .filter(entry -> !entry.matches("command client\\|set(info|name)"))
        .toList();
  }

  private static void workAs(RedisUser user, Duration patience) {
    for (RedisCommands<String, String> admin : admins) {
      admin.flushall();
      user.create(admin);
      admin.aclLogReset();
    }
    RedisConnector connector = RedisConnector.to(user.uri(redis.port()));
    switch (user.name()) {
      case "classic" -> serve(RedisAdapter.builder(connector)::build, patience, false);
      case "sharded" -> serve(RedisShardedAdapter.builder(connector)::build, patience, false);
      case "streams" -> serve(RedisStreamsAdapter.builder(connector)::build, patience, false);
      case "recovery" -> serve(RedisStreamsAdapter.builder(connector)::build, patience, true);
      case "emitter" -> emit(connector);
      case "cluster" -> serveOnCluster(user, patience);
      case "shards" ->
          serve(
              RedisStreamsAdapter.builder(connector).useShardedPubSub(true).streamCount(3)::build,
              patience,
              false);
      default -> throw new IllegalArgumentException(user.name());
    }
  }

  private static void serveOnCluster(RedisUser user, Duration patience) {
    try (RedisClusterClient clients =
        RedisClusterClient.create(user.uri(cluster.nodes().get(0).process().port()))) {
      RedisConnector connector = RedisConnector.using(clients);
      serve(RedisShardedAdapter.builder(connector)::build, patience, false);
    }
  }

  private static void emit(RedisConnector connector) {
    try (RedisEmitter emitter = RedisEmitter.builder(connector).connect().join()) {
      emitter.emit("to all").join();
      emitter.to("r").emit("to a room").join();
      emitter.socketsJoin("r").join();
      emitter.serverSideEmit("to servers").join();
    }
  }

  /** What two servers do until they have stopped. */
  private static void serve(
      Supplier<RoomAdapter.Factory> adapters, Duration patience, boolean recovers) {
    try (Server a = server(adapters.get(), recovers);
        Server b = server(adapters.get(), recovers)) {
      a.start().join();
      b.start().join();
      TestClient here = TestClient.to(a).timeout(patience).connect().settle();
      TestClient there = TestClient.to(b).timeout(patience).connect().settle();
      a.emit("to all");
      there.await("to all");
      Socket socket = b.socket(there.id()).orElseThrow();
      socket.join("r");
      await()
          .atMost(patience)
          .until(
              () -> {
                a.to("r").emit("to a room");
                return there.pending().stream().anyMatch(it -> it.name().equals("to a room"));
              });
      CompletableFuture<Answers<EventArgs>> answers = a.timeout(patience).emitWithAck("question");
      here.await("question").ack("yes");
      there.await("question").ack("yes");
      assertThat(answers.join().requireComplete()).hasSize(2);
      assertThat(b.timeout(patience).fetchSockets().join().requireComplete()).hasSize(2);
      socket.leave("r");
      if (recovers) {
        there.loseConnection();
        await().atMost(patience).until(() -> !admins.get(0).keys("sio:session:*").isEmpty());
        TestClient again = TestClient.to(a).timeout(patience).recovering(there).connect().settle();
        assertThat(a.socket(again.id()).orElseThrow().recovered()).isTrue();
      }
    }
  }

  private static Server server(RoomAdapter.Factory adapter, boolean recovers) {
    ServerBuilder options = Server.builder().transport(InMemoryTransport.create()).adapter(adapter);
    if (recovers) {
      options.connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(2)));
    }
    return options.build();
  }
}
