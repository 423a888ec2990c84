package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.InMemoryTransport;
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
  private final List<Server> servers = new ArrayList<>();
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
    Server server =
        options
            .apply(
                Server.builder()
                    .transport(InMemoryTransport.create())
                    .adapter(
                        adapter.apply(
                            RedisConnector.to(proxy.uri())
                                .pingInterval(Duration.ofMillis(300))
                                .pingTimeout(Duration.ofSeconds(2)))))
            .build();
    server.onConnection(
        socket -> {
          socket.on("join", String.class, (room, ack) -> ack.send(socket.join(room)));
          socket.on(
              "leave",
              String.class,
              (room, ack) -> {
                socket.leave(room);
                ack.send();
              });
        });
    servers.add(server);
    server.start().join();
    return server;
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
    servers.forEach(server -> assertThat(server.stop(Duration.ZERO)).succeedsWithin(PATIENCE));
    proxies.forEach(CuttableProxy::close);
    raw.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    redis.close();
  }
}
