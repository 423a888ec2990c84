package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.roomcast.Server;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.testkit.TestClient;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The streams adapter, when things go wrong")
class StreamsFaultsTest {
  private static final String EVERYBODY = "\"opts\":{\"rooms\":[],\"except\":[],\"flags\":{}}";

  private final AtomicReference<RedisStreamsAdapter> latest = new AtomicReference<>();
  private final RedisServers servers =
      new RedisServers(
          connector -> {
            latest.set(RedisStreamsAdapter.builder(connector).maxLength(100).build());
            return latest.get();
          });

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  @DisplayName("RED-28 a server that was cut off goes on where it was, and misses nothing")
  void misses_nothing() {
    Server a = servers.start();
    Server b = servers.start();
    TestClient client = servers.connect(b);
    a.emit("n", -1);
    assertThat(client.await("n", Integer.class)).isEqualTo(-1);
    servers.proxy(1).hold();
    servers.proxy(1).breakOff();
    for (int i = 0; i < 50; i++) {
      a.emit("n", i);
    }
    servers.proxy(1).release();
    for (int i = 0; i < 50; i++) {
      assertThat(client.await("n", Integer.class)).isEqualTo(i);
    }
    assertThat(client.pending()).isEmpty();
  }

  @Test
  @DisplayName("RED-28 what was in the stream before a server came is not for it")
  void begins_at_the_end() {
    Server a = servers.start();
    for (int i = 0; i < 5; i++) {
      assertThat(a.socketsJoin("before")).succeedsWithin(RedisServers.PATIENCE);
    }
    Server b = servers.start();
    TestClient client = servers.connect(b);
    a.emit("e");
    client.await("e");
    assertThat(latest.get().health().received()).isEqualTo(1);
  }

  @Test
  @DisplayName("RED-25 a stream is trimmed to about its length")
  void trimmed() {
    Server io = servers.start();
    for (int i = 0; i < 1000; i++) {
      io.emit("n", i);
    }
    assertThat(io.socketsJoin("last")).succeedsWithin(RedisServers.PATIENCE);
    Long length = servers.ask(commands -> commands.xlen("socket.io"));
    assertThat(length).isBetween(100L, 400L);
  }

  @Test
  @DisplayName("RED-25 RED-32 RED-33 what emitters append is done, and garbage is counted")
  void emitters_and_garbage() throws InterruptedException {
    Server io = servers.start();
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    io.serverSideEvents().on("server", Integer.class, heard::add);
    TestClient client = servers.connect(io);
    append("4", "{" + EVERYBODY + ",\"rooms\":[\"r\"]}");
    append("3", "{\"packet\":{\"type\":2,\"data\":[\"e\",1],\"nsp\":\"/\"}," + EVERYBODY + "}");
    for (String type : List.of("99", "3", "x")) {
      append(type, "{");
    }
    append("4", "?");
    servers.ask(commands -> commands.xadd("socket.io", Map.of("what", "ever")));
    append("9", "{\"packet\":[\"server\",7]}");
    append("3", toRoom("r", "in"));
    append("5", "{" + EVERYBODY + ",\"rooms\":[\"r\"]}");
    append("3", toRoom("r", "out"));
    append("6", "{" + EVERYBODY + ",\"close\":false}");
    assertThat(client.await("e", Integer.class)).isEqualTo(1);
    client.await("in");
    assertThat(client.awaitDisconnect()).isEqualTo("io server disconnect");
    assertThat(client.pending()).isEmpty();
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(latest.get().health().malformed()).isEqualTo(4);
  }

  private static String toRoom(String room, String event) {
    return "{\"packet\":{\"type\":2,\"data\":[\"%s\"]},\"opts\":{\"rooms\":[\"%s\"],\"except\":[]}}"
        .formatted(event, room);
  }

  private void append(String type, String data) {
    servers.ask(
        commands ->
            commands.xadd(
                "socket.io", Map.of("uid", "emitter", "nsp", "/", "type", type, "data", data)));
  }

  @Test
  @DisplayName("RED-28 a Redis that comes back with nothing is read again; meanwhile rooms go on")
  void redis_restarts() {
    Server a = servers.start();
    Server b = servers.start();
    TestClient here = servers.connect(a);
    TestClient there = servers.connect(b);
    a.emit("before");
    there.await("before");
    here.await("before");
    servers.redis.kill();
    a.emit("alone");
    here.await("alone");
    servers.redis.start();
    await()
        .atMost(RedisServers.PATIENCE)
        .untilAsserted(
            () -> {
              a.emit("after");
              assertThat(there.pending()).extracting(event -> event.name()).contains("after");
            });
    assertThat(there.pending()).extracting(event -> event.name()).doesNotContain("alone");
  }

  @Test
  @DisplayName("a stream that cannot be read shows in the state, until it can be again")
  void unreadable() {
    Server a = servers.start();
    RedisStreamsAdapter reader = latest.get();
    Server b = servers.start();
    TestClient client = servers.connect(a);
    assertThat(reader.health().connected()).isTrue();
    try (CapturedLog log = new CapturedLog()) {
      servers.ask(
          commands -> {
            commands.del("socket.io");
            return commands.set("socket.io", "no stream");
          });
      awaitState(reader, RedisState.RECONNECTING);
      assertThat(log.lines("the stream socket.io cannot be read"))
          .isNotEmpty()
          .allMatch(line -> line.contains("WRONGTYPE"));
    }
    a.emit("alone");
    client.await("alone");
    servers.ask(commands -> commands.del("socket.io"));
    awaitState(reader, RedisState.CONNECTED);
    b.emit("together");
    client.await("together");
  }

  private static void awaitState(RedisStreamsAdapter adapter, RedisState state) {
    await().atMost(RedisServers.PATIENCE).until(() -> adapter.health().state() == state);
  }

  @Test
  @DisplayName("a namespace that goes while it is being opened leaves nothing behind")
  void closed_while_opening() {
    try (RedisClient raw = RedisClient.create(servers.redis.uri())) {
      RedisStreamsAdapter adapter =
          RedisStreamsAdapter.builder(RedisConnector.to(servers.redis.uri()))
              .streamCount(3)
              .build();
      RoomAdapter stays = adapter.create(local("/"));
      assertThat(stays.open()).succeedsWithin(RedisServers.PATIENCE);
      RoomAdapter goes = adapter.create(local("/b")); // in another stream
      CompletionStage<Void> opened = goes.open();
      assertThat(goes.close()).succeedsWithin(RedisServers.PATIENCE);
      assertThat(opened)
          .failsWithin(RedisServers.PATIENCE)
          .withThrowableThat()
          .withCauseInstanceOf(RedisUnavailableException.class);
      RedisCommands<String, String> commands = raw.connect().sync();
      await()
          .atMost(RedisServers.PATIENCE)
          .untilAsserted(() -> assertThat(commands.clientList().split("cmd=xread")).hasSize(2));
      assertThat(commands.pubsubChannels()).containsOnlyOnce("socket.io#/#").hasSize(2);
      assertThat(stays.close()).succeedsWithin(RedisServers.PATIENCE);
    }
  }

  /** Without sockets. */
  private static LocalRooms local(String namespace) {
    return (LocalRooms)
        Proxy.newProxyInstance(
            LocalRooms.class.getClassLoader(),
            new Class<?>[] {LocalRooms.class},
            (proxy, method, arguments) -> {
              return switch (method.getName()) {
                case "namespace" -> namespace;
                case "recovers" -> false;
                default -> throw new AssertionError(method);
              };
            });
  }

  @Test
  @DisplayName("RED-28 a stream whose ids begin anew is read from there")
  void ids_begin_anew() {
    Server io = servers.start();
    TestClient client = servers.connect(io);
    io.emit("before");
    client.await("before");
    servers.redis.kill();
    servers.redis.start();
    AtomicInteger entries = new AtomicInteger();
    await()
        .atMost(RedisServers.PATIENCE)
        .untilAsserted(
            () -> {
              XAddArgs early = new XAddArgs().id("5-" + entries.incrementAndGet());
              Map<String, String> fields =
                  Map.of("uid", "emitter", "nsp", "/", "type", "3", "data", toAll("anew"));
              String unused = servers.ask(commands -> commands.xadd("socket.io", early, fields));
              assertThat(client.pending()).extracting(event -> event.name()).contains("anew");
            });
  }

  private static String toAll(String event) {
    return "{\"packet\":{\"type\":2,\"data\":[\"%s\"]},%s}".formatted(event, EVERYBODY);
  }
}
