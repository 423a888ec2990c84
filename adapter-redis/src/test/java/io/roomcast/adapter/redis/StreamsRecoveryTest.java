package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.testkit.ReceivedEvent;
import io.roomcast.testkit.TestClient;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recovery by the streams adapter")
class StreamsRecoveryTest {
  private static final String SID = "AAAAAAAAAAAAAAAAAAAB";
  private static final String PID = "PPPPPPPPPPPPPPPPPPPP";

  /** As @msgpack/msgpack writes it: in the room r, its data a text, a half, bytes and undefined. */
  private static final String OF_NODE =
      "hKNzaWS0QUFBQUFBQUFBQUFBQUFBQUFBQUKjcGlktFBQUFBQUFBQUFBQUFBQUFBQUFBQpXJvb21zkrRBQUFBQUFBQUFB"
          + "QUFBQUFBQUFBQqFypGRhdGGEpG5hbWWjYWRhpGhhbGbLP/gAAAAAAAClYnl0ZXPEAgECpG5vbmXA";

  private final RedisServers servers = new RedisServers(this::adapters);

  /** What is for threads of the server, as soon as the test holds that back. */
  private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();

  private volatile boolean holding;

  private RoomAdapter.Factory adapters(RedisConnector connector) {
    RoomAdapter.Factory factory = RedisStreamsAdapter.builder(connector).maxLength(1000).build();
    return local -> factory.create(holding ? heldBack(local) : local);
  }

  private LocalRooms heldBack(LocalRooms local) {
    return (LocalRooms)
        Proxy.newProxyInstance(
            LocalRooms.class.getClassLoader(),
            new Class<?>[] {LocalRooms.class},
            (proxy, method, args) ->
                method.getName().equals("execute")
                    ? held.add((Runnable) args[0])
                    : method.invoke(local, args));
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private Server start() {
    return servers.start(
        builder ->
            builder.connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(2))));
  }

  private String append(Map<String, String> fields) {
    return servers.ask(commands -> commands.xadd("socket.io", fields));
  }

  private String emit(String namespace, String room, String event, String more) {
    return append(
        Map.of(
            "uid",
            "emitter",
            "nsp",
            namespace,
            "type",
            "3",
            "data",
            "{\"packet\":{\"type\":2,\"data\":[\"%s\"]},\"opts\":{\"rooms\":[%s],\"except\":[]%s}}"
                .formatted(event, room.isEmpty() ? "" : "\"" + room + "\"", more)));
  }

  private TestClient ask(Server server, String pid, String offset) {
    return servers.connect(TestClient.to(server).auth(Map.of("pid", pid, "offset", offset)));
  }

  private static Socket socket(Server server, TestClient client) {
    return server.socket(client.id()).orElseThrow();
  }

  private void put(String value) {
    assertThat(servers.<String>ask(commands -> commands.set("sio:session:" + PID, value)))
        .isEqualTo("OK");
  }

  @Test
  @DisplayName("RED-30 a session that Node.js has stored is taken out, with what was sent since")
  void ofNode() {
    Server io = start();
    String offset = emit("/", "", "before", "");
    emit("/", "r", "missed", "");
    emit("/", "s", "not for it", "");
    emit("/other", "r", "of another namespace", "");
    emit("/", "r", "volatile", ",\"flags\":{\"volatile\":true}");
    String garbage = append(Map.of("uid", "x", "nsp", "/", "type", "3", "data", "{"));
    assertThat(garbage).isNotEmpty();
    String last = emit("/", SID, "to its id", "");
    put(OF_NODE);

    TestClient client = ask(io, PID, offset);
    assertThat(client.id()).isEqualTo(SID);
    assertThat(client.await("to its id").args().toList()).containsExactly(last);
    assertThat(client.pending()).extracting(ReceivedEvent::name).containsExactly("missed");
    Socket socket = socket(io, client);
    assertThat(socket.recovered()).isTrue();
    assertThat(socket.rooms()).containsExactlyInAnyOrder(SID, "r");
    assertThat(socket.data("name", String.class)).contains("ada");
    assertThat(socket.data("half", Double.class)).contains(1.5);
    assertThat(socket.data("bytes", byte[].class)).contains(new byte[] {1, 2});
    assertThat(socket.data()).doesNotContainKey("none");
    assertThat(servers.<Long>ask(commands -> commands.exists("sio:session:" + PID))).isZero();
  }

  @Test
  @DisplayName("RED-30 a session and what was missed are decoded apart from the thread that reads")
  void apart() throws InterruptedException {
    holding = true;
    Server io = start();
    String offset = emit("/", "", "before", "");
    emit("/", "r", "missed", "");
    put(OF_NODE);
    CompletableFuture<TestClient> client =
        CompletableFuture.supplyAsync(() -> ask(io, PID, offset));
    for (String what : List.of("the session", "where it begins", "what it missed")) {
      Runnable decoding = held.poll(RedisServers.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(decoding).as(what).isNotNull();
      assertThat(client).isNotDone();
      decoding.run();
    }
    assertThat(client).succeedsWithin(RedisServers.PATIENCE);
    assertThat(client.join().id()).isEqualTo(SID);
    client.join().await("missed");
    assertThat(held).isEmpty();
  }

  @Test
  @DisplayName("RED-30 what Node.js finds is where and what it looks for, and is forgotten in time")
  void forNode() {
    Server io = start();
    TestClient client = servers.connect(io);
    socket(io, client).join("r");
    socket(io, client).data().put("name", "ada");
    io.emit("e");
    assertThat(client.await("e").args().get(0, String.class)).matches("[0-9]+-[0-9]+");
    client.loseConnection();
    await()
        .atMost(RedisServers.PATIENCE)
        .until(
            () -> !servers.<List<String>>ask(commands -> commands.keys("sio:session:*")).isEmpty());
    String key = servers.<List<String>>ask(commands -> commands.keys("sio:session:*")).get(0);
    byte[] form = Base64.getDecoder().decode(servers.<String>ask(commands -> commands.get(key)));
    Map<Object, Object> session =
        new LinkedHashMap<>(
            (Map<?, ?>) Arrivals.CODEC.values().fromMessagePack(ByteBuffer.wrap(form)));
    assertThat(session)
        .containsEntry("sid", client.id())
        .containsEntry("pid", key.substring("sio:session:".length()))
        .containsEntry("rooms", List.of(client.id(), "r"))
        .containsEntry("data", Map.of("name", "ada"));
    assertThat(servers.<Long>ask(commands -> commands.pttl(key)))
        .isPositive()
        .isLessThanOrEqualTo(Duration.ofMinutes(2).toMillis());
  }

  @Test
  @DisplayName("API-46 RED-30 an offset that was trimmed away, or is another namespace's, is none")
  void unknownOffsets() {
    Server io = start();
    String offset = emit("/", "", "e", "");
    String other = emit("/other", "", "e", "");
    Long removed = servers.ask(commands -> commands.xdel("socket.io", offset));
    assertThat(removed).isEqualTo(1);
    for (String each : List.of(offset, other, "0-0", "99999999999999-0", "1-x")) {
      put(OF_NODE);
      TestClient client = ask(io, PID, each);
      assertThat(client.id()).as(each).isNotEqualTo(SID);
    }
  }

  @Test
  @DisplayName("RED-33 what is under the key and is no session gives the client a new one")
  void garbage() {
    Server io = start();
    String offset = emit("/", "", "e", "");
    for (String each : List.of("", "?", "AAAA", "gKM=", OF_NODE.substring(0, 40))) {
      put(each);
      TestClient client = ask(io, PID, offset);
      assertThat(socket(io, client).recovered()).as(each).isFalse();
    }
    assertThat(servers.<Long>ask(commands -> commands.del("sio:session:" + PID))).isZero();
    assertThat(servers.<Long>ask(commands -> commands.lpush("sio:session:" + PID, "x")))
        .isEqualTo(1);
    assertThat(socket(io, ask(io, PID, offset)).recovered()).isFalse();
  }

  @Test
  @DisplayName("RED-33 a session says what it must, and whose it is where it says that")
  void forms() {
    StoredSession session =
        new StoredSession(
            SID,
            PID,
            Set.of(SID, "r"),
            Map.of("n", 1L),
            Optional.of(new StoredSession.Stay("1-0", "2-0")));
    byte[] form = SessionForm.write(session, "/");
    assertThat(SessionForm.read(form, "/")).contains(session);
    assertThat(SessionForm.read(form, "/admin")).isEmpty();
    for (Object wrong :
        List.of(
            List.of(),
            Map.of("pid", PID, "rooms", List.of()),
            Map.of("sid", SID, "pid", 1L, "rooms", List.of()),
            Map.of("sid", SID, "pid", PID),
            Map.of("sid", SID, "pid", PID, "rooms", List.of(true)))) {
      byte[] text = Base64.getEncoder().encode(Arrivals.CODEC.values().toMessagePack(wrong));
      assertThatThrownBy(() -> SessionForm.read(text, "/")).isInstanceOf(DecodeException.class);
    }
    byte[] odd =
        Base64.getEncoder()
            .encode(
                Arrivals.CODEC
                    .values()
                    .toMessagePack(
                        Map.of(
                            "sid",
                            SID,
                            "pid",
                            PID,
                            "rooms",
                            List.of(7L),
                            "data",
                            "x",
                            "nsp",
                            "/")));
    assertThat(SessionForm.read(odd, "/"))
        .contains(new StoredSession(SID, PID, Set.of("7"), Map.of(), Optional.empty()));
    assertThat(new String(form, US_ASCII)).matches("[A-Za-z0-9+/]+=*");
  }

  @Test
  @DisplayName("RED-30 a session with too much data is not stored")
  void tooLarge() {
    Server io = start();
    TestClient client = servers.connect(io);
    TestClient other = servers.connect(io);
    socket(io, client).data().put("much", new byte[2_000_000]);
    client.loseConnection();
    await().atMost(RedisServers.PATIENCE).until(() -> io.socket(client.id()).isEmpty());
    other.loseConnection();
    await()
        .atMost(RedisServers.PATIENCE)
        .until(
            () -> !servers.<List<String>>ask(commands -> commands.keys("sio:session:*")).isEmpty());
    assertThat(servers.<List<String>>ask(commands -> commands.keys("sio:session:*"))).hasSize(1);
  }

  @Test
  @DisplayName("RED-29 while Redis is away events reach this server's clients, without an offset")
  void redisAway() {
    Server io = start();
    TestClient client = servers.connect(io);
    io.emit("before");
    assertThat(client.await("before").args().size()).isEqualTo(1);
    servers.redis.kill();
    io.emit("alone");
    socket(io, client).emit("private");
    client.await("alone");
    assertThat(client.await("private").args().size()).isZero();
    TestClient lost = servers.connect(io);
    lost.loseConnection();
    await().atMost(RedisServers.PATIENCE).until(() -> io.socket(lost.id()).isEmpty());
    TestClient again = servers.connect(TestClient.to(io).recovering(lost));
    assertThat(again.id()).isNotEqualTo(lost.id());
    servers.redis.start();
    await()
        .atMost(RedisServers.PATIENCE)
        .untilAsserted(
            () -> {
              io.emit("after");
              assertThat(client.pending())
                  .anySatisfy(
                      event -> {
                        assertThat(event.name()).isEqualTo("after");
                        assertThat(event.args().size()).isEqualTo(1);
                      });
            });
    assertThat(client.pending()).extracting(ReceivedEvent::name).doesNotContain("alone");
  }

  @Test
  @DisplayName("RED-29 what Redis has, but does not hand back, reaches this server's clients once")
  void readerHangs() {
    Server io = start();
    TestClient client = servers.connect(io);
    servers.proxy(0).hold();
    io.emit("e");
    client.await("e");
    servers.proxy(0).release();
    await()
        .atMost(RedisServers.PATIENCE)
        .untilAsserted(
            () -> {
              io.emit("after");
              assertThat(client.pending())
                  .anySatisfy(event -> assertThat(event.args().size()).isEqualTo(1));
            });
    assertThat(client.pending()).extracting(ReceivedEvent::name).containsOnly("after");
  }

  @Test
  @DisplayName("RED-29 the events of two servers reach all clients in one order")
  void oneOrder() {
    Server a = start();
    Server b = start();
    TestClient here = servers.connect(a);
    TestClient there = servers.connect(b);
    for (int i = 0; i < 100; i++) {
      (i % 3 == 0 ? a : b).emit("n", i);
    }
    a.emit("end of a");
    b.emit("end of b");
    for (TestClient each : List.of(here, there)) {
      each.await("end of a");
      each.await("end of b");
    }
    List<Integer> order = numbers(here);
    assertThat(order).hasSize(100);
    assertThat(numbers(there)).isEqualTo(order);
  }

  private static List<Integer> numbers(TestClient client) {
    return client.pending().stream()
        .filter(event -> event.name().equals("n"))
        .map(event -> event.get(0, Integer.class))
        .toList();
  }

  @Test
  @DisplayName("RED-25 what a server appends says nothing more that others look at")
  void entries() {
    Server io = start();
    TestClient client = servers.connect(io);
    io.to("r").emit("e", 1);
    io.emit("end");
    client.await("end");
    Map<String, String> entry =
        servers.ask(commands -> commands.xrange("socket.io", Range.unbounded())).get(0).getBody();
    assertThat(entry.keySet()).containsExactlyInAnyOrder("uid", "nsp", "type", "data", "seq");
  }

  @Test
  @DisplayName("RED-30 who joined a room while away goes on, whatever namespace had the last word")
  void roomsAndOtherNamespaces() {
    Server io = start();
    TestClient client = servers.connect(io);
    io.emit("before");
    client.await("before");
    String sid = client.id();
    client.loseConnection();
    await()
        .atMost(RedisServers.PATIENCE)
        .until(
            () -> !servers.<List<String>>ask(commands -> commands.keys("sio:session:*")).isEmpty());
    String joined =
        append(
            Map.of(
                "uid",
                "emitter",
                "nsp",
                "/",
                "type",
                "4",
                "data",
                "{\"opts\":{\"rooms\":[\"%s\"],\"except\":[]},\"rooms\":[\"r\"]}".formatted(sid)));
    assertThat(joined).isNotEmpty();
    emit("/", "r", "missed", "");
    emit("/other", "", "of another namespace", "");
    TestClient again = servers.connect(TestClient.to(io).recovering(client));
    assertThat(again.id()).isEqualTo(sid);
    again.await("missed");
    assertThat(again.pending()).isEmpty();
    assertThat(socket(io, again).rooms()).containsExactlyInAnyOrder(sid, "r");
  }
}
