package io.roomcast.adapter.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.TestClient;
import io.roomcast.testkit.TestClientBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Servers with a Redis of their own that may be ill-treated, for one test. */
final class RedisServers implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final RedisProcess redis = RedisProcess.system();
  private final Function<RedisConnector, RoomAdapter.Factory> adapter;
  private final List<CuttableProxy> proxies = new ArrayList<>();
  private final RoomServers servers = new RoomServers();
  private final List<TestClient> clients = new ArrayList<>();
  private final RedisClient raw = RedisClient.create(redis.uri());

  RedisServers(Function<RedisConnector, RoomAdapter.Factory> adapter) {
    this.adapter = adapter;
  }

  Server start() {
    return start(builder -> builder);
  }

  /** With other options. */
  Server start(UnaryOperator<ServerBuilder> options) {
    CuttableProxy proxy = new CuttableProxy(redis.port());
    proxies.add(proxy);
    return servers.start(adapter.apply(watchful(RedisConnector.to(proxy.uri()))), options);
  }

  /** One that notices soon when it has been cut off. */
  static RedisConnector watchful(RedisConnector connector) {
    return connector.pingInterval(Duration.ofMillis(300)).pingTimeout(Duration.ofSeconds(6));
  }

  /** Between the server that was started as the nth, from 0, and Redis. */
  CuttableProxy proxy(int server) {
    return proxies.get(server);
  }

  TestClient connect(Server server) {
    return connect(TestClient.to(server));
  }

  TestClient connect(TestClientBuilder options) {
    TestClient client = options.timeout(PATIENCE).connect();
    clients.add(client);
    client.settle();
    return client;
  }

  /** Asks Redis itself; on a connection of its own, since Redis may have been away. */
  <T> T ask(Function<RedisCommands<String, String>, T> question) {
    try (StatefulRedisConnection<String, String> connection = raw.connect()) {
      return question.apply(connection.sync());
    }
  }

  long shardSubscribers(String channel) {
    return ask(commands -> commands.pubsubShardNumsub(channel).get(channel));
  }

  @Override
  public void close() {
    clients.forEach(TestClient::close);
    servers.close();
    proxies.forEach(CuttableProxy::close);
    raw.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    redis.close();
  }
}
