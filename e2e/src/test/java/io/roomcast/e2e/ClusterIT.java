package io.roomcast.e2e;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.ServerBuilder;
import io.roomcast.adapter.redis.RedisAdapter;
import io.roomcast.adapter.redis.RedisConnector;
import io.roomcast.adapter.redis.RedisEmitter;
import io.roomcast.adapter.redis.RedisShardedAdapter;
import io.roomcast.adapter.redis.RedisStreamsAdapter;
import io.roomcast.adapter.redis.SubscriptionMode;
import io.roomcast.examples.RedisProcess;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.adapter.RoomAdapter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two servers of ours and one of Node.js, with the official adapters, on one Redis. */
@DisplayName("A cluster with a server of Node.js")
class ClusterIT {

  @DisplayName(
      "RED-9 RED-12 RED-17 everything that reaches across servers does so in all directions")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"classic", "classic-specific"})
  void classic(String adapter) throws Exception {
    try (RedisProcess redis = RedisProcess.embedded()) {
      run(redis, adapter, 59);
    }
  }

  @DisplayName("RED-18 RED-20 RED-27 RED-32 the same with the adapters of Redis 7")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"sharded", "sharded-static", "sharded-dynamic-private", "streams-many"})
  void newer(String adapter) throws Exception {
    try (RedisProcess redis = SystemRedis.start()) {
      run(redis, adapter, 57);
    }
  }

  @DisplayName("RED-27 RED-32 and with one stream, to which an emitter may append")
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"streams", "streams-sharded"})
  void oneStream(String adapter) throws Exception {
    try (RedisProcess redis = SystemRedis.start()) {
      run(redis, adapter, 58);
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
      case "streams-many" -> streams(uri).streamCount(3).build();
      case "streams-sharded" -> streams(uri).useShardedPubSub(true).build();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static RoomAdapter.Factory sharded(String uri, SubscriptionMode mode) {
    return RedisShardedAdapter.builder(RedisConnector.to(uri)).subscriptionMode(mode).build();
  }

  private static RedisStreamsAdapter.Builder streams(String uri) {
    return RedisStreamsAdapter.builder(RedisConnector.to(uri));
  }

  /** Of different transports, where both are tested. */
  private static ClusterServer server(
      String name, int index, RoomAdapter.Factory adapter, RedisEmitter emitter) {
    List<ServerTransport> transports = TransportsUnderTest.all().toList();
    return new ClusterServer(name, transports.get(index % transports.size()), adapter, emitter);
  }

  @Test
  @DisplayName("RED-29 RED-30 API-45 a client goes on at a server of the other kind, and at ours")
  void recovers() throws Exception {
    UnaryOperator<ServerBuilder> recovery =
        builder ->
            builder.connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(1)));
    List<ServerTransport> transports = TransportsUnderTest.all().toList();
    try (RedisProcess redis = SystemRedis.start();
        RedisEmitter emitter = RedisEmitter.connect(redis.uri()).join();
        ClusterServer a =
            new ClusterServer(
                "java1", transports.get(0), adapter("streams", redis.uri()), emitter, recovery);
        ClusterServer b =
            new ClusterServer(
                "java2",
                transports.get(transports.size() - 1),
                adapter("streams", redis.uri()),
                emitter,
                recovery)) {
      NodeProject.check("cluster-recovery.test.mjs", environment(redis, a, b), 5);
    }
  }

  private static Map<String, String> environment(
      RedisProcess redis, ClusterServer a, ClusterServer b) {
    return new HashMap<>(Map.of("JAVA_URLS", a.url() + "," + b.url(), "REDIS_URL", redis.uri()));
  }

  private static void run(RedisProcess redis, String adapter, int checks) throws Exception {
    try (RedisEmitter emitter = RedisEmitter.connect(redis.uri()).join();
        ClusterServer a = server("java1", 0, adapter(adapter, redis.uri()), emitter);
        ClusterServer b = server("java2", 1, adapter(adapter, redis.uri()), emitter)) {
      Map<String, String> environment = environment(redis, a, b);
      environment.put("ADAPTER", adapter);
      NodeProject.check("cluster.test.mjs", environment, checks);
    }
  }
}
