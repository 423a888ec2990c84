package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.roomcast.Server;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A Redis that Sentinels name")
class RedisSentinelTest {
  @TempDir private Path directory;

  private RedisProcess sentinel(RedisProcess master) throws IOException {
    Path configuration = directory.resolve("sentinel.conf");
    Files.writeString(
        configuration,
        """
        sentinel monitor mymaster 127.0.0.1 %d 1
        sentinel down-after-milliseconds mymaster 1000
        sentinel failover-timeout mymaster 5000
        """
            .formatted(master.port()));
    return RedisProcess.sentinel(configuration);
  }

  private static String uri(RedisProcess sentinel) {
    return "redis-sentinel://127.0.0.1:" + sentinel.port() + "#mymaster";
  }

  private static Server start(RoomAdapter.Factory adapter) {
    Server io = Server.builder().transport(InMemoryTransport.create()).adapter(adapter).build();
    io.start().join();
    return io;
  }

  private static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }

  @Test
  @DisplayName("is found by its name, and used")
  void found() throws IOException {
    try (RedisProcess redis = RedisProcess.embedded();
        RedisProcess sentinel = sentinel(redis)) {
      Server io = start(RedisAdapter.connecting(uri(sentinel)));
      try (RawRedis raw = new RawRedis(redis.uri());
          RedisEmitter emitter = RedisEmitter.connect(uri(sentinel)).join()) {
        assertThat(raw.subscribers("socket.io-request#/#")).isEqualTo(1);
        TestClient client = TestClient.connect(io);
        emitter.emit("e").join();
        client.await("e");
      } finally {
        io.stop(Duration.ZERO).join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("is replaced when it dies: the servers see it, and find each other on the next one")
  void failover(AnyAdapter kind) throws IOException {
    BlockingQueue<RedisState> states = new LinkedBlockingQueue<>();
    try (RedisProcess master = kind.redis();
        RedisProcess replica =
            kind.redis("--replicaof", "127.0.0.1", String.valueOf(master.port()));
        RedisProcess sentinel = sentinel(master)) {
      awaitReplica(sentinel);
      AnyAdapter.Made first =
          kind.on(
              RedisConnector.to(uri(sentinel)).onStateChange(health -> states.add(health.state())));
      AnyAdapter.Made second = kind.on(RedisConnector.to(uri(sentinel)));
      Server a = start(first.factory());
      Server b = start(second.factory());
      try (TestClient here = TestClient.connect(a);
          TestClient there = TestClient.connect(b);
          RawRedis next = new RawRedis(replica.uri())) {
        a.emit("before");
        there.await("before");
        here.await("before");
        master.kill();
        eventually().until(() -> next.subscribers(kind.counted()) == 2 && connected(first, second));
        a.emit("after");
        there.await("after");
        assertThat(b.fetchSockets().join().requireComplete()).hasSize(2);
        assertThat(here.await("after").args().size()).isZero();
      } finally {
        a.stop(Duration.ZERO).join();
        b.stop(Duration.ZERO).join();
      }
    }
    eventually().until(() -> states.contains(RedisState.CLOSED));
    assertThat(states)
        .isSubsetOf(RedisState.values())
        .containsSubsequence(
            RedisState.CONNECTED, RedisState.RECONNECTING, RedisState.CONNECTED, RedisState.CLOSED);
  }

  private static boolean connected(AnyAdapter.Made... adapters) {
    return List.of(adapters).stream().allMatch(adapter -> adapter.health().connected());
  }

  /** A Sentinel that knows of no replica replaces nothing. */
  private static void awaitReplica(RedisProcess sentinel) {
    try (RedisClient client =
        RedisClient.create(
            RedisURI.builder()
                .withSentinel("127.0.0.1", sentinel.port())
                .withSentinelMasterId("mymaster")
                .build())) {
      StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel();
      eventually()
          .until(
              () ->
                  connection.sync().replicas("mymaster").stream()
                      .anyMatch(replica -> "ok".equals(replica.get("master-link-status"))));
    }
  }
}
