package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.roomcast.Server;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One server whose user is limited, and one that may do everything. */
@DisplayName("A channel that Redis does not let a server hear")
class RefusedChannelsTest {
  private static final Duration PATIENCE = RedisServers.PATIENCE;
  private static final String REFUSED = "does not let the namespace";

  private static final RedisUser LIMITED =
      user("&socket.io#/#*", "&socket.io-request#/#", "&socket.io-response#/#*");
  private static final RedisUser UNLIMITED = user("&*");
  private static final RedisUser DEAF = user();

  /** The main channel, and those of servers, by the length of their names. */
  private static final RedisUser WITHOUT_ROOMS =
      user("&socket.io#/#", "&socket.io#/#????????????????#");

  private final RedisProcess redis =
      RedisProcess.system(
          Stream.concat(Stream.of("--user", LIMITED.name()), LIMITED.rules().stream())
              .toArray(String[]::new));
  private final RedisClient admin = RedisClient.create(redis.uri());
  private final CuttableProxy proxy = new CuttableProxy(redis.port());
  private final RoomServers servers = new RoomServers();
  private final CapturedLog log = new CapturedLog();

  private static RedisUser user(String... channels) {
    return new RedisUser(
        "limited",
        Stream.concat(
                Stream.of("on", ">" + RedisUser.PASSWORD, "~*", "+@all", "resetchannels"),
                Stream.of(channels))
            .toList());
  }

  @AfterEach
  void stop() {
    log.close();
    servers.close();
    proxy.close();
    admin.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    redis.close();
  }

  private Server server(AnyAdapter.Made adapter) {
    return servers.start(adapter.factory());
  }

  private RedisConnector limited() {
    return RedisServers.watchful(RedisConnector.to(LIMITED.uri(proxy.port())));
  }

  private Server free(AnyAdapter kind) {
    return server(kind.on(RedisConnector.to(redis.uri())));
  }

  private static TestClient client(Server server, String namespace) {
    return TestClient.to(server).namespace(namespace).timeout(PATIENCE).connect();
  }

  /** Redis ends the connections of who hears what is no longer allowed. */
  private void become(RedisUser user) {
    try (StatefulRedisConnection<String, String> connection = admin.connect()) {
      user.create(connection.sync());
    }
  }

  private static void awaitState(AnyAdapter.Made adapter, RedisState state) {
    await().atMost(PATIENCE).until(() -> adapter.health().state() == state);
  }

  private static void awaitRefused(AnyAdapter.Made adapter, long count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(adapter.health().refused()).isEqualTo(count));
  }

  /** The rest goes on; what is refused is told once, and heard when it is allowed. */
  private void assertOnlySecretIsRefused(AnyAdapter kind, AnyAdapter.Made adapter, Server io) {
    await()
        .atMost(PATIENCE)
        .until(() -> adapter.health().refused() > 0 && adapter.health().connected());
    TestClient here = client(io, "/");
    TestClient secret = client(io, "/secret");
    Server free = free(kind);
    free.of("/secret");
    free.emit("all");
    here.await("all");
    breakOff(adapter);
    free.emit("again");
    here.await("again");
    assertThat(adapter.health().refused()).isPositive();
    assertThat(log.lines(REFUSED)).hasSize(1).allMatch(line -> line.contains("/secret"));
    become(UNLIMITED);
    proxy.breakOff();
    awaitRefused(adapter, 0);
    awaitState(adapter, RedisState.CONNECTED);
    free.of("/secret").emit("secret");
    secret.await("secret");
    await().atMost(PATIENCE).until(() -> log.lines("hear all its channels").size() == 1);
    assertThat(log.lines("ERROR")).isEmpty();
  }

  private void breakOff(AnyAdapter.Made adapter) {
    proxy.hold();
    proxy.breakOff();
    awaitState(adapter, RedisState.RECONNECTING);
    proxy.release();
    awaitState(adapter, RedisState.CONNECTED);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("disturbs no other one where the server has started without Redis")
  void startedWithoutRedis(AnyAdapter kind) {
    redis.kill();
    AnyAdapter.Made adapter = kind.on(limited().startWithoutRedis());
    Server io = server(adapter);
    io.of("/secret");
    redis.start();
    assertOnlySecretIsRefused(kind, adapter, io);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("disturbs no other one where a client asks for its namespace while Redis is away")
  void madeByClient(AnyAdapter kind) {
    AnyAdapter.Made adapter = kind.on(limited());
    Server io = server(adapter);
    io.of(Pattern.compile("^/secret$"));
    proxy.hold();
    proxy.breakOff();
    awaitState(adapter, RedisState.RECONNECTING);
    TestClient first = client(io, "/secret");
    assertThat(first.connected()).isTrue();
    proxy.release();
    assertOnlySecretIsRefused(kind, adapter, io);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("disturbs no other one where it was allowed before")
  void narrowed(AnyAdapter kind) {
    become(UNLIMITED);
    AnyAdapter.Made adapter = kind.on(limited());
    Server io = server(adapter);
    io.of("/secret");
    client(io, "/secret");
    assertThat(adapter.health().refused()).isZero();
    become(LIMITED);
    assertOnlySecretIsRefused(kind, adapter, io);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("disturbs no other one where its namespace is made while Redis is there")
  void madeLater(AnyAdapter kind) {
    AnyAdapter.Made adapter = kind.on(limited());
    Server io = server(adapter);
    io.of("/secret");
    assertOnlySecretIsRefused(kind, adapter, io);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "is no matter of a few where it is every one: that shows in the state, until it ends")
  void all(AnyAdapter kind) {
    AnyAdapter.Made adapter = kind.on(limited());
    Server io = server(adapter);
    TestClient here = client(io, "/");
    become(DEAF);
    awaitState(adapter, RedisState.RECONNECTING);
    awaitRefused(adapter, kind == AnyAdapter.CLASSIC ? 4 : 2);
    become(LIMITED);
    awaitState(adapter, RedisState.CONNECTED);
    assertThat(adapter.health().refused()).isZero();
    free(kind).emit("all");
    here.await("all");
  }

  @Test
  @DisplayName(
      "RED-20 of a room is counted, told once whatever rooms come and go, and asked for again")
  void rooms() {
    become(WITHOUT_ROOMS);
    AnyAdapter.Made adapter = AnyAdapter.SHARDED.on(limited());
    Server io = server(adapter);
    TestClient client = client(io, "/");
    for (int i = 0; i < 3; i++) {
      client.emitWithAck("join", "gone\nERROR").join();
      awaitRefused(adapter, 1);
      client.emitWithAck("leave", "gone\nERROR").join();
      awaitRefused(adapter, 0);
    }
    client.emitWithAck("join", "r").join();
    client.emitWithAck("join", "s").join();
    awaitRefused(adapter, 2);
    assertThat(adapter.health().connected()).isTrue();
    breakOff(adapter);
    assertThat(adapter.health().refused()).isEqualTo(2);
    assertThat(log.lines(REFUSED))
        .hasSize(1)
        .allMatch(line -> line.contains("socket.io#/#gone?ERROR#"));
    become(UNLIMITED);
    proxy.breakOff();
    awaitRefused(adapter, 0);
    awaitState(adapter, RedisState.CONNECTED);
    free(AnyAdapter.SHARDED).to("r").emit("to the room");
    client.await("to the room");
  }

  @Test
  @DisplayName("is forgotten with its namespace")
  void closed() {
    AnyAdapter.Made adapter = AnyAdapter.SHARDED.on(limited());
    Server io = server(adapter);
    io.of("/secret");
    awaitRefused(adapter, 2);
    assertThat(io.stop(Duration.ZERO)).succeedsWithin(PATIENCE);
    assertThat(adapter.health().refused()).isZero();
  }
}
