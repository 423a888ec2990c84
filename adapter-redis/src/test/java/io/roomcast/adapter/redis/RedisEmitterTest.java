package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Server;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An emitter without a server")
class RedisEmitterTest {
  private static RedisProcess redis;

  private Server io;
  private RedisEmitter emitter;

  record User(String name, int age) {}

  @BeforeAll
  static void startRedis() {
    redis = RedisProcess.embedded();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @BeforeEach
  void start() {
    io =
        Server.builder()
            .transport(InMemoryTransport.create())
            .adapter(RedisAdapter.connecting(redis.uri()))
            .build();
    io.of("/chat");
    io.start().join();
    emitter = RedisEmitter.connect(redis.uri()).join();
  }

  @AfterEach
  void stop() {
    emitter.close();
    io.stop(Duration.ZERO).join();
  }

  private TestClient join(String... rooms) {
    TestClient client = TestClient.connect(io);
    client.settle();
    io.socket(client.id()).orElseThrow().join(rooms);
    return client;
  }

  @Test
  @DisplayName("RED-17 emits to rooms and sockets, the application's own types included")
  void emits() {
    TestClient a = join("r");
    TestClient b = join("r", "s");
    TestClient c = TestClient.to(io).namespace("/chat").connect();
    emitter.to("r").except("s").asVolatile().compress(false).emit("user", new User("ada", 36));
    assertThat(a.await("user", User.class)).isEqualTo(new User("ada", 36));
    emitter.in(b.id()).emit("bytes", List.of(new byte[] {1, 2}), (Object) null);
    assertThat(b.await("bytes").args().get(1)).isNull();
    emitter.of("chat").emit("all", 1.5);
    assertThat(c.await("all").args().get(0)).isEqualTo(1.5);
    emitter.send("x").join();
    assertThat(a.await("message", String.class)).isEqualTo("x");
    b.await("message");
    for (TestClient each : List.of(a, b, c)) {
      assertThat(each.pending()).isEmpty();
    }
    assertThat(emitter.health().published()).isEqualTo(4);
  }

  @Test
  @DisplayName("RED-17 lets sockets join, leave and go, in order with events")
  void changes() {
    TestClient a = join();
    TestClient b = join();
    emitter.to(a.id()).socketsJoin("r");
    emitter.to("r").emit("joined");
    a.await("joined");
    emitter.socketsLeave("r");
    emitter.to("r").emit("left");
    emitter.emit("bye");
    emitter.except(b.id()).disconnectSockets(true).join();
    a.await("bye");
    a.awaitDisconnect();
    b.await("bye");
    assertThat(a.pending()).isEmpty();
    assertThat(b.connected()).isTrue();
  }

  @Test
  @DisplayName("RED-17 servers hear its server-side events")
  void serverSide() throws InterruptedException {
    BlockingQueue<User> heard = new LinkedBlockingQueue<>();
    io.of("/chat").serverSideEvents().on("e", User.class, heard::add);
    emitter.of("/chat").serverSideEmit("e", Map.of("name", "ada", "age", 36)).join();
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new User("ada", 36));
  }

  @Test
  @DisplayName("RED-17 refuses what servers refuse, and sends nothing then")
  void refuses() {
    TestClient a = join();
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    assertThatThrownBy(() -> emitter.emit("e", circular)).isInstanceOf(EncodeException.class);
    assertThatIllegalArgumentException().isThrownBy(() -> emitter.emit("connect"));
    assertThatIllegalArgumentException().isThrownBy(() -> emitter.serverSideEmit("connection"));
    assertThatIllegalArgumentException().isThrownBy(() -> emitter.to(""));
    assertThatIllegalArgumentException().isThrownBy(() -> emitter.socketsJoin(""));
    emitter.emit("after");
    a.await("after");
    assertThat(a.pending()).isEmpty();
  }

  @Test
  @DisplayName("RED-17 what was emitted before it is closed arrives; afterwards stages fail")
  void closed() {
    TestClient a = join();
    for (int i = 0; i < 100; i++) {
      emitter.emit("n", i);
    }
    emitter.close();
    for (int i = 0; i < 100; i++) {
      assertThat(a.await("n", Integer.class)).isEqualTo(i);
    }
    assertThatThrownBy(emitter.emit("late")::join)
        .hasCauseInstanceOf(RedisUnavailableException.class);
    assertThat(emitter.health().state()).isEqualTo(RedisState.CLOSED);
  }

  @Test
  @DisplayName("RED-17 what hangs on its stages may wait, even for its end")
  void continuations() {
    RedisEmitter.connect(redis.uri())
        .thenAccept(RedisEmitter::close)
        .orTimeout(20, TimeUnit.SECONDS)
        .join();

    Set<String> threads = ConcurrentHashMap.newKeySet();
    CompletableFuture<?>[] emits = new CompletableFuture<?>[200];
    for (int i = 0; i < emits.length; i++) {
      emits[i] = emitter.emit("n", i).thenRun(() -> threads.add(Thread.currentThread().getName()));
    }
    CompletableFuture.allOf(emits).join();
    assertThat(threads).noneMatch(name -> name.startsWith("lettuce"));
  }

  @Test
  @DisplayName("RED-17 it does not connect where there is no Redis, and says so")
  void unreachable() {
    assertThatThrownBy(RedisEmitter.connect("redis://127.0.0.1:1")::join)
        .hasCauseInstanceOf(RedisUnavailableException.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  @DisplayName("RED-17 it emits to the cluster of its prefix")
  void prefix() {
    TestClient a = join();
    try (RedisEmitter other =
        RedisEmitter.builder(RedisConnector.to(redis.uri())).keyPrefix("other").connect().join()) {
      other.emit("elsewhere").join();
    }
    emitter.emit("here").join();
    a.await("here");
    assertThat(a.pending()).isEmpty();
  }
}
