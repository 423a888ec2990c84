package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.util.Throwables.getStackTrace;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.protocol.ProtocolVersion;
import io.roomcast.Answers;
import io.roomcast.RemoteSocket;
import io.roomcast.Server;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When Redis fails")
class RedisFaultsTest {
  private static final Duration QUICK = Duration.ofSeconds(1);
  private static final String REQUEST = "socket.io-request#/#";

  private final RedisProcess redis = RedisProcess.embedded();
  private final List<Server> servers = new ArrayList<>();
  private final List<RedisAdapter> adapters = new ArrayList<>();
  private final BlockingQueue<RedisState> states = new LinkedBlockingQueue<>();

  @BeforeEach
  void noWindows() {
    assumeFalse(
        System.getProperty("os.name").startsWith("Windows"), "there are no signals to stop it");
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(Duration.ZERO).join());
    redis.close();
  }

  private RedisConnector connector() {
    return connector(redis.uri());
  }

  private static RedisConnector connector(String uri) {
    return RedisConnector.to(uri);
  }

  /** Notices soon that nobody answers; on a slow machine also where somebody does. */
  private RedisConnector impatient() {
    return connector().pingInterval(QUICK).pingTimeout(QUICK);
  }

  private Server start(RedisConnector connector) {
    Server server = server(connector);
    server.start().join();
    return server;
  }

  private Server server(RedisConnector connector) {
    RedisAdapter adapter = RedisAdapter.builder(connector).build();
    adapters.add(adapter);
    Server server = Server.builder().transport(InMemoryTransport.create()).adapter(adapter).build();
    servers.add(server);
    return server;
  }

  private static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofSeconds(30));
  }

  private void awaitState(RedisState state) {
    eventually().until(() -> adapters.stream().allMatch(it -> it.health().state() == state));
  }

  private static void assertTogether(Server from, TestClient... receivers) {
    from.emit("together");
    for (TestClient each : receivers) {
      each.await("together");
    }
  }

  @Test
  @DisplayName("a Redis that is killed and comes back: local rooms go on, then all are together")
  void restart() throws InterruptedException {
    Server a = start(connector().onStateChange(health -> states.add(health.state())));
    Server b = start(connector());
    TestClient ca = TestClient.connect(a);
    TestClient cb = TestClient.connect(b);
    assertTogether(a, ca, cb);
    redis.kill();
    awaitState(RedisState.RECONNECTING);
    a.emit("alone");
    ca.await("alone");
    assertThatThrownBy(a.socketsJoin("r")::join)
        .hasCauseInstanceOf(RedisUnavailableException.class);
    a.to("r").emit("joined");
    ca.await("joined");
    Answers<RemoteSocket> known = a.fetchSockets().join();
    assertThat(known.values()).extracting(RemoteSocket::id).containsExactly(ca.id());
    assertThat(known.silentServers()).containsExactly("all other servers");
    assertThat(adapters.get(0).health().dropped()).isPositive();
    redis.start();
    awaitState(RedisState.CONNECTED);
    assertTogether(a, ca, cb);
    assertTogether(b, ca, cb);
    assertThat(ca.pending()).isEmpty();
    assertThat(cb.pending()).isEmpty();
    for (RedisState expected :
        List.of(
            RedisState.CONNECTING,
            RedisState.CONNECTED,
            RedisState.RECONNECTING,
            RedisState.CONNECTED)) {
      assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
    }
    assertThat(states).isEmpty();
  }

  @Test
  @DisplayName("a Redis that is stopped in its tracks is noticed, and nothing waits for it")
  void paused() {
    Server a = start(impatient());
    Server b = start(impatient());
    TestClient ca = TestClient.connect(a);
    TestClient cb = TestClient.connect(b);
    redis.pause();
    try {
      a.emit("before");
      ca.await("before");
      awaitState(RedisState.RECONNECTING);
      assertThatThrownBy(a.socketsJoin("r")::join)
          .hasCauseInstanceOf(RedisUnavailableException.class);
    } finally {
      redis.resume();
    }
    awaitState(RedisState.CONNECTED);
    assertTogether(a, ca, cb);
  }

  @Test
  @DisplayName("a Redis that lets all clients wait for a while is noticed, and found again")
  void clientsPaused() {
    Server a = start(impatient());
    TestClient ca = TestClient.connect(a);
    try (RawRedis raw = new RawRedis(redis.uri())) {
      raw.pauseClients(Duration.ofSeconds(5));
      awaitState(RedisState.RECONNECTING);
      a.emit("alone");
      ca.await("alone");
      awaitState(RedisState.CONNECTED);
      raw.publishHex(
          "socket.io#/#",
          "93a661626331323382a47479706502a46461746191a26869"
              + "83a5726f6f6d7390a665786365707490a5666c61677380");
      ca.await("hi");
    }
  }

  @Test
  @DisplayName("connections that are broken off are made again, with all subscriptions")
  void brokenOff() {
    try (CuttableProxy proxy = new CuttableProxy(redis.port());
        RawRedis raw = new RawRedis(redis.uri())) {
      Server a = start(connector(proxy.uri()));
      Server b = start(connector());
      a.of("/other");
      TestClient ca = TestClient.connect(a);
      TestClient cb = TestClient.connect(b);
      for (int i = 0; i < 3; i++) {
        proxy.breakOff();
        eventually().until(() -> raw.subscribers(REQUEST) == 2 && healthy(0));
        assertTogether(b, ca, cb);
        assertTogether(a, ca, cb);
      }
      a.stop(Duration.ZERO).join();
      assertThat(raw.subscribers(REQUEST)).isEqualTo(1);
    }
  }

  private boolean healthy(int adapter) {
    return adapters.get(adapter).health().connected();
  }

  @Test
  @DisplayName("where it is not there at the start, the server does not start and says why")
  void unreachable() {
    redis.kill();
    Server a = server(connector());
    assertThatThrownBy(a.start()::join)
        .hasRootCauseInstanceOf(java.net.ConnectException.class)
        .hasStackTraceContaining(redis.uri())
        .hasStackTraceContaining("Is Redis running there")
        .hasStackTraceContaining("startWithoutRedis()");
    assertThat(adapters.get(0).health().state()).isEqualTo(RedisState.CLOSED);
    redis.start();
    a.start().join();
    assertThat(adapters.get(0).health().state()).isEqualTo(RedisState.CONNECTED);
  }

  @Test
  @DisplayName("where that is allowed, the server starts without it and joins the others later")
  void startWithoutRedis() {
    redis.kill();
    Server a = start(connector().startWithoutRedis());
    TestClient ca = TestClient.connect(a);
    a.emit("alone");
    ca.await("alone");
    awaitState(RedisState.RECONNECTING);
    a.of("/other");
    redis.start();
    awaitState(RedisState.CONNECTED);
    Server b = start(connector());
    TestClient cb = TestClient.connect(b);
    assertTogether(a, ca, cb);
    assertTogether(b, ca, cb);
    TestClient other = TestClient.to(a).namespace("/other").connect();
    b.of("/other").emit("there");
    other.await("there");
  }

  @Test
  @DisplayName("while it does not answer, what waits to be published is bounded, the rest fails")
  void bounded() {
    int size = 100_000;
    Server a =
        start(
            RedisConnector.to(redis.uri())
                .pingInterval(Duration.ofMinutes(1))
                .pendingLimit(10L * size));
    redis.pause();
    try {
      byte[] large = new byte[size];
      for (int i = 0; i < 100; i++) {
        a.emit("large", large);
      }
      assertThat(adapters.get(0).health().dropped()).isGreaterThanOrEqualTo(89);
    } finally {
      redis.resume();
    }
    eventually().until(() -> adapters.get(0).health().published() >= 10);
    a.serverSideEmit("after").join();
  }

  @Test
  @DisplayName("RED-33 garbage on every channel is counted, and disturbs nothing")
  void garbage() {
    Server a = start(connector());
    Server b = start(connector());
    TestClient ca = TestClient.connect(a);
    TestClient cb = TestClient.connect(b);
    Random random = new Random(1);
    List<String> channels =
        List.of("socket.io#/#", REQUEST, "socket.io-response#/#", "socket.io#/#" + ca.id() + "#");
    List<String> foreign =
        List.of(
            "{\"type\":99,\"uid\":\"x\",\"requestId\":\"q\",\"from\":\"a later version\"}",
            "{\"uid\":1,\"type\":2,\"opts\":[],\"rooms\":{}}",
            "{\"requestId\":\"q\",\"type\":5,\"opts\":null}",
            "{\"type\":6,\"data\":null}",
            "{\"type\":7}",
            "{{{{",
            "null",
            "\"text\"");
    long sent = 0;
    try (RawRedis raw = new RawRedis(redis.uri())) {
      for (String channel : channels) {
        for (String message : foreign) {
          raw.publish(channel, message);
          sent++;
        }
        for (int i = 0; i < 200; i++) {
          byte[] bytes = new byte[random.nextInt(40)];
          random.nextBytes(bytes);
          raw.publish(channel, bytes);
          sent++;
        }
        // arrays and strings that promise four billion elements
        raw.publish(channel, HexFormat.of().parseHex("ddffffffff"));
        raw.publish(channel, HexFormat.of().parseHex("93dbffffffff"));
        sent += 2;
      }
    }
    assertTogether(a, ca, cb);
    assertTogether(b, ca, cb);
    assertThat(a.fetchSockets().join().requireComplete()).hasSize(2);
    assertThat(ca.pending()).isEmpty();
    assertThat(adapters.get(0).health().malformed()).isBetween(sent / 2, sent);
    assertThat(adapters.get(0).health().connected()).isTrue();
  }

  @Test
  @DisplayName("a client of the application is used, with RESP 2 as well, and never shut down")
  void ownClient() {
    RedisURI uri = RedisURI.create(redis.uri());
    RedisClient client = RedisClient.create();
    client.setOptions(ClientOptions.builder().protocolVersion(ProtocolVersion.RESP2).build());
    try {
      Server a = start(RedisConnector.using(client, uri));
      Server b = start(connector());
      TestClient ca = TestClient.connect(a);
      TestClient cb = TestClient.connect(b);
      assertTogether(b, ca, cb);
      redis.kill();
      awaitState(RedisState.RECONNECTING);
      redis.start();
      awaitState(RedisState.CONNECTED);
      assertTogether(a, ca, cb);
      assertTogether(b, ca, cb);
      assertThat(ca.pending()).isEmpty();
      assertThat(cb.pending()).isEmpty();
      a.stop(Duration.ZERO).join();
      assertThat(client.connect(uri).sync().ping()).isEqualTo("PONG");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
  }

  @Test
  @DisplayName("what Redis does not let a namespace hear is no concern of the others, ever")
  void refusedSubscription() {
    try (RedisProcess guarded =
        RedisProcess.embedded(
            ("--user limited on >sesame +@all resetchannels &socket.io#/#*"
                    + " &socket.io-request#/# &socket.io-response#/#*")
                .split(" "))) {
      try (RawRedis raw = new RawRedis(guarded.uri())) {
        Server a = start(connector("redis://limited:sesame@127.0.0.1:" + guarded.port()));
        TestClient ca = TestClient.connect(a);
        a.of("/secret");
        eventually().until(() -> raw.subscribers("socket.io-request#/#") == 1);
        raw.breakOffSubscribers();
        eventually().until(() -> raw.subscribers("socket.io-request#/#") == 1 && healthy(0));
        raw.publishHex(
            "socket.io#/#",
            "93a661626331323382a47479706502a46461746191a26869"
                + "83a5726f6f6d7390a665786365707490a5666c61677380");
        ca.await("hi");
      }
    }
  }

  @Test
  @DisplayName("a wrong password is told, without the password")
  void password() {
    try (RedisProcess guarded = RedisProcess.embedded("--requirepass", "sesame")) {
      String address = "127.0.0.1:" + guarded.port();
      Server a = server(connector("redis://:hush@" + address));
      assertThatThrownBy(a.start()::join)
          .hasStackTraceContaining(address)
          .hasStackTraceContaining("WRONGPASS")
          .satisfies(failure -> assertThat(getStackTrace(failure)).doesNotContain("hush"));
      assertThat(connector("redis://:hush@" + address).toString()).doesNotContain("hush");
      start(connector("redis://:sesame@" + address));
      assertThat(healthy(1)).isTrue();
    }
  }
}
