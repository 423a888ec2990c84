package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.adapter.redis.RedisAdapter;
import io.roomcast.adapter.redis.RedisConnector;
import io.roomcast.adapter.redis.RedisEmitter;
import io.roomcast.adapter.redis.RedisShardedAdapter;
import io.roomcast.adapter.redis.RedisStreamsAdapter;
import io.roomcast.adapter.redis.SubscriptionMode;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.adapter.RoomAdapter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers of ours and one of Node.js, with the official adapters, on one Redis. */
@DisplayName("A cluster with a server of Node.js")
class ClusterIT {
  private static final Path SCRIPT = Path.of("src", "test", "js", "cluster.test.mjs");

  @DisplayName(
      "RED-9 RED-12 RED-17 everything that reaches across servers does so in all directions")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"classic", "classic-specific"})
  void classic(String adapter) throws Exception {
    try (RedisServer redis = RedisServer.embedded()) {
      run(redis, adapter, "pass 20");
    }
  }

  @DisplayName("RED-18 RED-20 RED-27 the same with the adapters of Redis 7")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"sharded", "sharded-static", "sharded-dynamic-private", "streams"})
  void newer(String adapter) throws Exception {
    try (RedisServer redis = RedisServer.system()) {
      run(redis, adapter, "pass 18");
    }
  }

  private static RoomAdapter.Factory adapter(String name, String uri) {
    return switch (name) {
      case "classic" -> RedisAdapter.connecting(uri);
      case "classic-specific" ->
          RedisAdapter.builder(RedisConnector.to(uri))
              .publishOnSpecificResponseChannel(true)
              .build();
      case "sharded" -> RedisShardedAdapter.connecting(uri);
      case "sharded-static" -> sharded(uri, SubscriptionMode.STATIC);
      case "sharded-dynamic-private" -> sharded(uri, SubscriptionMode.DYNAMIC_PRIVATE);
      case "streams" -> RedisStreamsAdapter.connecting(uri);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static RoomAdapter.Factory sharded(String uri, SubscriptionMode mode) {
    return RedisShardedAdapter.builder(RedisConnector.to(uri)).subscriptionMode(mode).build();
  }

  /** Of different transports, where both are tested. */
  private static ClusterServer server(
      String name, int index, RoomAdapter.Factory adapter, RedisEmitter emitter) {
    List<ServerTransport> transports = TransportsUnderTest.all().toList();
    return new ClusterServer(name, transports.get(index % transports.size()), adapter, emitter);
  }

  private static void run(RedisServer redis, String adapter, String passed) throws Exception {
    NodeProject.assumeInstalled();
    Path script = NodeProject.home().resolve("cluster.test.mjs");
    Files.copy(SCRIPT, script, StandardCopyOption.REPLACE_EXISTING);
    try (RedisEmitter emitter = RedisEmitter.connect(redis.uri()).join();
        ClusterServer a = server("java1", 0, adapter(adapter, redis.uri()), emitter);
        ClusterServer b = server("java2", 1, adapter(adapter, redis.uri()), emitter)) {
      NodeProject.Result result =
          NodeProject.run(
              Map.of(
                  "JAVA_URLS",
                  a.url() + "," + b.url(),
                  "REDIS_URL",
                  redis.uri(),
                  "ADAPTER",
                  adapter),
              Duration.ofSeconds(110),
              List.of("node", "--test", "--test-reporter=spec", script.toString()));
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(result.output()).contains(passed).contains("fail 0");
    }
  }
}
