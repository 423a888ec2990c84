package io.roomcast.engineio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.Headers;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engine.IO on its own, through all of it but a network. */
class EngineServerTest {
  private static final String POLLING = "/engine.io/?EIO=4&transport=polling";
  private static final String WEBSOCKET = "/engine.io/?EIO=4&transport=websocket";

  private final FakeTransport transport = new FakeTransport();
  private final List<EngineSocket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private EngineServer engine = build(EngineServer.builder());

  private EngineServer build(EngineServerBuilder builder) {
    EngineServer built = builder.transport(transport).build();
    built.onSession(
        socket -> {
          socket.onText(heard::add);
          socket.onBinary(bytes -> heard.add("<" + bytes.remaining() + ">"));
          socket.onClose((reason, cause) -> heard.add(reason.text()));
          sockets.add(socket);
        });
    built.start().join();
    return built;
  }

  private void restart(EngineServerBuilder builder) {
    engine.close();
    engine = build(builder);
  }

  @AfterEach
  void stop() throws Exception {
    engine.stop().get(30, SECONDS);
    assertThat(engine.clientsCount()).isZero();
  }

  private FakeWebSocket connect() {
    int before = sockets.size();
    FakeWebSocket client = transport.request(FakeExchange.upgrade(WEBSOCKET)).openWebSocket();
    await().until(() -> sockets.size() > before);
    client.clearFrames();
    return client;
  }

  private String pollingTarget() {
    int before = sockets.size();
    FakeExchange handshake = transport.request(FakeExchange.get(POLLING));
    assertThat(handshake.status()).isEqualTo(200);
    await().until(() -> sockets.size() > before);
    return POLLING + "&sid=" + sockets.get(before).id();
  }

  private void awaitHeard(String... expected) {
    await().until(() -> heard.size() >= expected.length);
    assertThat(heard).containsExactly(expected);
  }

  @Test
  @DisplayName("EIO-25 without Socket.IO: text and bytes both ways, under /engine.io")
  void echo() {
    engine.onSession(
        socket -> {
          socket.onText(socket::send);
          socket.onBinary(socket::send);
        });
    FakeWebSocket client = connect();

    client.receive("4hello").receive("4");
    await().until(() -> client.frames().size() == 2);
    assertThat(client.frames()).containsExactly("4hello", "4");

    EngineSocket socket = sockets.get(0);
    assertThat(socket.transport()).isEqualTo(TransportName.WEBSOCKET);
    assertThat(socket.revision()).isEqualTo(ProtocolRevision.V4);
    assertThat(socket.remoteAddress()).isEqualTo(FakeExchange.PEER);
    assertThat(socket.request().path()).isEqualTo("/engine.io/");
    assertThat(socket.open()).isTrue();
    assertThat(transport.request(FakeExchange.get("/socket.io/")).status()).isEqualTo(404);
  }

  @Test
  @DisplayName("EIO-20 EIO-21 the first request and its address stay known after an upgrade")
  void firstRequest() {
    String target = pollingTarget();
    EngineSocket socket = sockets.get(0);
    List<TransportName> moves = new CopyOnWriteArrayList<>();
    socket.onUpgrading(to -> heard.add("upgrading"));
    socket.onUpgrade(moves::add);
    FakeWebSocket webSocket =
        transport
            .request(FakeExchange.upgrade(target.replace("polling", "websocket")))
            .openWebSocket();
    webSocket.receive("2probe").receive("5");

    await().until(() -> !moves.isEmpty());
    assertThat(moves).containsExactly(TransportName.WEBSOCKET);
    assertThat(heard).containsExactly("upgrading");
    assertThat(socket.transport()).isEqualTo(TransportName.WEBSOCKET);
    assertThat(socket.request().query()).containsEntry("transport", "polling");
    assertThat(socket.remoteAddress()).isEqualTo(FakeExchange.PEER);
  }

  @Test
  @DisplayName("EIO-69 EIO-70 packets in and out, drain and close are heard, in order")
  void events() {
    FakeWebSocket client = connect();
    EngineSocket socket = sockets.get(0);
    List<String> events = new CopyOnWriteArrayList<>();
    socket.onPacket(packet -> events.add("in " + packet.type() + packet.text()));
    socket.onPacketCreate(packet -> events.add("out " + packet.type() + packet.text()));
    socket.onDrain(() -> events.add("drain"));
    socket.onClose((reason, cause) -> events.add("close " + reason.text() + cause.isPresent()));

    client.receive("4a");
    await().until(() -> heard.contains("a"));
    socket.send("b");
    client.receive("6").receive("1");

    await().until(() -> events.size() == 6);
    assertThat(events)
        .containsExactly(
            "in MESSAGEa",
            "out MESSAGEb",
            "drain",
            "in NOOP",
            "in CLOSE",
            "close transport closefalse");
  }

  @Test
  @DisplayName("EIO-70 drain comes when what waited for a poll has been handed over")
  void drain() {
    String target = pollingTarget();
    EngineSocket socket = sockets.get(0);
    socket.onDrain(() -> heard.add("drain"));
    assertThat(socket.idle()).isFalse();
    socket.send("a");
    socket.send(ByteBuffer.wrap("bytes".getBytes(UTF_8)));
    assertThat(transport.request(FakeExchange.get(target)).responseText())
        .isEqualTo("4a\u001ebYnl0ZXM=");
    awaitHeard("drain");
  }

  @Test
  @DisplayName("EIO-70 who waits while much is queued is told when it has been handed over")
  void writable() {
    String target = pollingTarget();
    EngineSocket socket = sockets.get(0);
    socket.onWritable(() -> heard.add("writable"));
    socket.send("a");
    assertThat(socket.writable()).isTrue();
    assertThat(socket.send("x".repeat(64 * 1024))).isEqualTo(SendResult.QUEUED);
    assertThat(socket.writable()).isFalse();
    assertThat(socket.queuedBytes()).isEqualTo(2 * 129 + 1 + 64 * 1024);
    assertThat(engine.queuedBytes()).isEqualTo(socket.queuedBytes());

    assertThat(transport.request(FakeExchange.get(target)).responseText()).startsWith("4a\u001e4x");
    awaitHeard("writable");
    assertThat(socket.writable()).isTrue();
    assertThat(engine.queuedBytes()).isZero();
  }

  @Test
  @DisplayName("EIO-69 a packet shows its bytes, and prints without its content")
  void packet() {
    FakeWebSocket client = connect();
    List<EnginePacket> packets = new CopyOnWriteArrayList<>();
    sockets.get(0).onPacket(packets::add);
    client.receive(new byte[] {1, 2, 3}).receive("4secret");

    await().until(() -> packets.size() == 2);
    assertThat(packets.get(0).type()).isEqualTo(EnginePacket.Type.MESSAGE);
    assertThat(packets.get(0).bytes().orElseThrow().get(2)).isEqualTo((byte) 3);
    assertThat(packets.get(0).bytes().orElseThrow().remaining()).as("anew").isEqualTo(3);
    assertThat(packets.get(0).bytes().orElseThrow().isReadOnly()).isTrue();
    assertThat(packets.get(0)).hasToString("MESSAGE of 3 bytes");
    assertThat(packets.get(1)).hasToString("MESSAGE of 6 characters");
  }

  @Test
  @DisplayName("EIO-71 volatile is dropped unless it leaves at once; compress reaches the frame")
  void senders() {
    FakeWebSocket client = connect();
    EngineSocket socket = sockets.get(0);
    assertThat(socket.asVolatile().send("a")).isEqualTo(SendResult.QUEUED);
    assertThat(socket.compress(false).asVolatile().send("b")).isEqualTo(SendResult.QUEUED);
    client.stall();
    assertThat(socket.compress(true).send("c")).isEqualTo(SendResult.QUEUED);
    assertThat(socket.asVolatile().send("d")).isEqualTo(SendResult.DROPPED);
    socket.close();
    assertThat(socket.open()).isFalse();
    assertThat(socket.send("e")).isEqualTo(SendResult.CLOSED);
    assertThat(client.frames()).contains("4a", "4b", "4c").doesNotContain("4d", "4e");
    awaitHeard("forced close");
  }

  @Test
  @DisplayName("EIO-72 API-43 clientsCount counts open sessions of both transports")
  void clientsCount() {
    FakeWebSocket client = connect();
    String target = pollingTarget();
    assertThat(engine.clientsCount()).isEqualTo(2);
    transport.request(FakeExchange.post(target, "1"));
    assertThat(engine.clientsCount()).isEqualTo(1);
    client.end(1001);
    assertThat(engine.clientsCount()).isZero();
  }

  @Test
  @DisplayName("EIO-76 the close is told once, and nothing after it")
  void closeOnce() {
    FakeWebSocket client = connect();
    client.receive("4last").end(1006);
    sockets.get(0).discard();
    sockets.get(0).close();
    awaitHeard("last", "transport close");
  }

  @Test
  @DisplayName("EIO-77 EIO-79 after a stop, of which two do no harm, the server may start again")
  void again() {
    FakeWebSocket client = connect();
    engine.close();
    engine.close();
    assertThat(client.closedByServer()).isTrue();
    assertThat(heard).as("before stop completes").containsExactly("forced close");
    assertThat(engine.clientsCount()).isZero();

    engine.start().join();
    connect();
    assertThat(engine.clientsCount()).isOne();
    assertThatThrownBy(engine.start()::join).hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("EIO-77 EIO-79 a stop with grace delivers what is queued, and may be shortened")
  void drains() throws Exception {
    assertThat(engine.accepting()).isTrue();
    String target = pollingTarget();
    sockets.get(0).send("a");
    CompletableFuture<Void> stopped = engine.stop(Duration.ofDays(1));
    assertThat(engine.accepting()).isFalse();
    assertThat(engine.clientsCount()).isOne();
    assertThat(transport.request(FakeExchange.get(POLLING)).status()).isEqualTo(503);
    assertThat(transport.request(FakeExchange.get(target)).responseText()).isEqualTo("4a");
    assertThat(stopped).isNotDone();
    assertThat(transport.request(FakeExchange.get(target)).responseText()).isEqualTo("6\u001e1");
    stopped.get(30, SECONDS);
    awaitHeard("forced close");

    engine.start().join();
    assertThat(engine.accepting()).isTrue();
    pollingTarget();
    CompletableFuture<Void> slow = engine.stop(Duration.ofDays(1));
    engine.stop(Duration.ZERO).get(30, SECONDS);
    slow.get(30, SECONDS);
    awaitHeard("forced close", "forced close");
  }

  @Test
  @DisplayName("what comes before onSession has returned waits for its listeners")
  void early() throws InterruptedException {
    CountDownLatch goOn = new CountDownLatch(1);
    engine.onSession(
        socket -> {
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          socket.onText(text -> heard.add("late " + text));
        });
    FakeWebSocket client = connect();
    client.receive("4a");
    goOn.countDown();
    awaitHeard("a", "late a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxQueuedMessages", "maxQueuedMessageBytes"})
  @DisplayName("a client whose listeners fall behind is not read until they have caught up")
  void backPressure(String limit) {
    restart(
        limit.equals("maxQueuedMessages")
            ? EngineServer.builder().maxQueuedMessages(2)
            : EngineServer.builder().maxQueuedMessageBytes(2));
    CountDownLatch goOn = new CountDownLatch(1);
    FakeWebSocket client = connect();
    sockets
        .get(0)
        .onText(
            text -> {
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    client.receive("4a");
    await().until(() -> heard.contains("a"));
    assertThat(client.reading()).isTrue();
    client.receive("4b").receive("4c");
    assertThat(client.reading()).isFalse();
    assertThat(engine.pausedSessions()).isOne();
    assertThat(engine.limitHits()).isEqualTo(Map.of(limit, 1L));
    goOn.countDown();
    await().until(client::reading);
    awaitHeard("a", "b", "c");
  }

  @Test
  @DisplayName("a listener that throws takes nothing from the others, nor from the session")
  void failingListeners() {
    engine.onSession(
        socket -> {
          throw new IllegalStateException("thrown by a test");
        });
    AtomicInteger sessions = new AtomicInteger();
    Registration counting = engine.onSession(socket -> sessions.incrementAndGet());
    FakeWebSocket client = connect();
    Registration failing =
        sockets
            .get(0)
            .onText(
                text -> {
                  throw new IllegalStateException("thrown by a test");
                });
    sockets.get(0).onText(text -> heard.add("second " + text));
    client.receive("4a");
    awaitHeard("a", "second a");
    failing.cancel();
    failing.cancel();
    counting.cancel();
    connect();
    assertThat(sessions).hasValue(1);
  }

  @Test
  @DisplayName("EIO-69 refusals are told to listeners that are added, and not after their removal")
  void errors() {
    List<HandshakeError> errors = new CopyOnWriteArrayList<>();
    Registration registration = engine.onHandshakeError(errors::add);
    transport.request(FakeExchange.get("/engine.io/?EIO=4&transport=constructor"));
    await().until(() -> errors.size() == 1);
    assertThat(errors.get(0).code()).isEqualTo(HandshakeError.Code.UNKNOWN_TRANSPORT);

    registration.cancel();
    CompletableFuture<Void> handled = new CompletableFuture<>();
    engine.onHandshakeError(error -> handled.complete(null));
    transport.request(FakeExchange.get("/engine.io/?EIO=4&transport=constructor"));
    handled.join();
    assertThat(errors).hasSize(1);
  }

  @Test
  @DisplayName("EIO-78 outside its path requests go to the handlers, upgrades too")
  void handlers() {
    restart(
        EngineServer.builder()
            .resources(
                exchange -> {
                  exchange.respond(200, Headers.none(), ByteBuffer.wrap("mine".getBytes(UTF_8)));
                  return true;
                }));
    FakeExchange page = transport.request(FakeExchange.get("/page"));
    await().until(page::answered);
    assertThat(page.responseText()).isEqualTo("mine");
    FakeExchange upgrade = transport.request(FakeExchange.upgrade("/other"));
    await().until(upgrade::answered);
    assertThat(upgrade.responseText()).isEqualTo("mine");
    connect();
  }

  @Test
  void a_server_needs_a_transport_and_options_within_their_range() {
    assertThatThrownBy(() -> EngineServer.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transport");
    assertThatThrownBy(() -> EngineServer.builder().maxQueuedMessages(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("maxQueuedMessages");
    assertThatThrownBy(() -> EngineServer.builder().maxQueuedMessageBytes(0))
        .hasMessageContaining("maxQueuedMessageBytes");
    assertThatThrownBy(() -> EngineServer.builder().stopTimeout(Duration.ZERO))
        .hasMessageContaining("stopTimeout");
    assertThatThrownBy(() -> EngineServer.builder().engine(options -> options.path("engine")))
        .hasMessageContaining("path");
    assertThat(Map.of("path", engine.options().path())).containsEntry("path", "/engine.io");
  }

  @Test
  @DisplayName("API-3 EIO-69 a session that ended before its listener ran is told with its end")
  void overAtOnce() throws Exception {
    Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    restart(EngineServer.builder().executor(tasks::add));
    FakeWebSocket client = transport.request(FakeExchange.upgrade(WEBSOCKET)).openWebSocket();
    client.receive("4hello").end(1005);
    CompletableFuture<Void> stopped = engine.stop();
    await().until(() -> transport.calls.get(transport.calls.size() - 1).equals("stop"));
    var unused = stopped.thenRun(() -> heard.add("stopped"));
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
      next.run();
    }
    stopped.get(30, SECONDS);
    awaitHeard("hello", "transport close", "stopped");
  }

  @Test
  @DisplayName("EIO-69 a stop waits for who is being told of refused handshakes")
  void refusalsAtStop() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    engine.onHandshakeError(
        error -> {
          try {
            assertThat(goOn.await(30, SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          heard.add("told");
        });
    transport.request(FakeExchange.get("/engine.io/?EIO=4&transport=nothing"));
    CompletableFuture<Void> stopped = engine.stop();
    var unused = stopped.thenRun(() -> heard.add("stopped"));
    await().until(() -> transport.calls.contains("stop"));
    goOn.countDown();
    stopped.get(30, SECONDS);
    awaitHeard("told", "stopped");
  }
}
