package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisCommandExecutionException;
import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A connection that breaks off while a server starts")
class LossAtStartTest {
  private static final Duration PATIENCE = RedisServers.PATIENCE;
  private static final String AFTER_HANDSHAKE = "PING";
  private static final String OF_STREAM = "XREVRANGE";
  private static final int ALWAYS = Integer.MAX_VALUE;

  private static final RedisUser MUTE = AnyAdapter.CLASSIC.user().without("+ping");

  private final RedisProcess redis =
      RedisProcess.system(
          Stream.concat(Stream.of("--user", MUTE.name()), MUTE.rules().stream())
              .toArray(String[]::new));
  private final CuttableProxy proxy = new CuttableProxy(redis.port());
  private final BlockingQueue<RedisState> states = new LinkedBlockingQueue<>();
  private final CapturedLog log = new CapturedLog();
  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    log.close();
    servers.forEach(server -> assertThat(server.stop(Duration.ZERO)).succeedsWithin(PATIENCE));
    proxy.close();
    redis.close();
  }

  private RedisConnector connector() {
    return RedisConnector.to(proxy.uri()).onStateChange(health -> states.add(health.state()));
  }

  private CompletableFuture<?> start(AnyAdapter kind, RedisConnector connector) {
    Server server =
        Server.builder()
            .transport(InMemoryTransport.create())
            .adapter(kind.on(connector).factory())
            .build();
    servers.add(server);
    return server.start();
  }

  private static void assertFails(CompletableFuture<?> start, String message) {
    assertThat(start).failsWithin(PATIENCE);
    assertThatThrownBy(start::join)
        .hasCauseInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining(message);
  }

  private void assertHears(AnyAdapter kind) {
    TestClient client = TestClient.connect(servers.get(0));
    start(kind, RedisConnector.to(redis.uri())).join();
    servers.get(1).emit("hello");
    client.await("hello");
  }

  private void assertTold(RedisState... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(List.copyOf(states)).containsExactly(expected));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("is made again, and nobody is told")
  void once(AnyAdapter kind) {
    proxy.breakOffAt(AFTER_HANDSHAKE, 1);
    assertThat(start(kind, connector())).succeedsWithin(PATIENCE);
    assertThat(proxy.connections()).isEqualTo(kind == AnyAdapter.STREAMS ? 4 : 3);
    assertHears(kind);
    assertTold(RedisState.CONNECTING, RedisState.CONNECTED);
    assertThat(log.lines("WARN")).isEmpty();
  }

  @Test
  @DisplayName("is given up when that has happened three times: the start fails, and says why")
  void always() {
    proxy.breakOffAt(AFTER_HANDSHAKE, ALWAYS);
    assertFails(
        start(AnyAdapter.CLASSIC, connector()), "cannot be reached: Connection disconnected. Is");
    assertThat(proxy.connections()).isBetween(3, 6);
    proxy.breakOffAt(AFTER_HANDSHAKE, 0);
    assertThat(start(AnyAdapter.CLASSIC, connector())).succeedsWithin(PATIENCE);
  }

  @Test
  @DisplayName("is made again where it reads a stream, and the state tells")
  void streamOnce() {
    proxy.breakOffAt(OF_STREAM, 1);
    assertThat(start(AnyAdapter.STREAMS, connector())).succeedsWithin(PATIENCE);
    assertThat(proxy.connections()).isEqualTo(4);
    assertHears(AnyAdapter.STREAMS);
    assertTold(
        RedisState.CONNECTING, RedisState.CONNECTED, RedisState.RECONNECTING, RedisState.CONNECTED);
  }

  @Test
  @DisplayName("is given up where it reads a stream, when that has happened three times")
  void streamAlways() {
    proxy.breakOffAt(OF_STREAM, ALWAYS);
    assertFails(start(AnyAdapter.STREAMS, connector()), "the stream socket.io cannot be read");
    assertThat(proxy.connections()).isEqualTo(5);
  }

  @Test
  @DisplayName("is made again for an emitter, too, and given up")
  void emitter() {
    proxy.breakOffAt(AFTER_HANDSHAKE, 2);
    try (RedisEmitter emitter = RedisEmitter.connect(proxy.uri()).join()) {
      assertThat(emitter.emit("e")).succeedsWithin(PATIENCE);
    }
    assertThat(proxy.connections()).isEqualTo(3);
    proxy.breakOffAt(AFTER_HANDSHAKE, ALWAYS);
    assertFails(RedisEmitter.connect(proxy.uri()), "cannot be reached");
    assertThat(proxy.connections()).isEqualTo(6);
  }

  @Test
  @DisplayName("does not hold up a server that may start without Redis")
  void withoutRedis() {
    proxy.breakOffAt(AFTER_HANDSHAKE, ALWAYS);
    assertThat(start(AnyAdapter.CLASSIC, connector().startWithoutRedis())).succeedsWithin(PATIENCE);
    proxy.breakOffAt(AFTER_HANDSHAKE, 0);
    assertTold(RedisState.CONNECTING, RedisState.RECONNECTING, RedisState.CONNECTED);
  }

  @Test
  @DisplayName("is something else than one on which Redis refuses something: that ends the start")
  void refused() {
    CompletableFuture<?> start =
        start(AnyAdapter.CLASSIC, RedisConnector.to(MUTE.uri(proxy.port())));
    assertFails(start, "NOPERM");
    assertThatThrownBy(start::join).hasRootCauseInstanceOf(RedisCommandExecutionException.class);
    assertThat(proxy.connections()).isLessThanOrEqualTo(2);
  }
}
