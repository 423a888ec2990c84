package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.engineio.ClientSession;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.TransportName;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine below Socket.IO, as applications see it. */
class ServerEngineTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  private final FakeTransport transport = new FakeTransport();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Server io =
      Server.builder()
          .transport(transport)
          .errorHandler(failure -> failures.add(failure.cause()))
          .build();

  {
    io.onConnection(sockets::add);
    io.of("/other").onConnection(sockets::add);
    io.start().join();
  }

  @AfterEach
  void stop() throws Exception {
    io.stop().get(30, SECONDS);
  }

  private FakeWebSocket join() {
    FakeWebSocket client = transport.connect().receive("40");
    await().until(() -> sockets.size() == 1);
    client.clearFrames();
    return client;
  }

  @Test
  @DisplayName("API-3 API-43 EIO-72 the engine counts its sessions, those without a socket too")
  void clientsCount() {
    assertThat(io.engine().clientsCount()).isZero();
    FakeWebSocket idle = transport.connect();
    FakeWebSocket client = join();
    transport.request(FakeExchange.get(POLLING));
    assertThat(io.engine().clientsCount()).isEqualTo(3).isEqualTo(io.clientsCount());
    assertThat(io.sockets()).hasSize(1);
    idle.end(1001);
    client.end(1001);
    assertThat(io.engine().clientsCount()).isOne();
    assertThat(io.engine().options()).isSameAs(io.options().engine());
    assertThat(io.engine()).isSameAs(io.engine());
  }

  @Test
  @DisplayName("API-3 EIO-69 sessions and refusals are told, from one start to the next")
  void engineEvents() throws Exception {
    List<ClientSession> sessions = new CopyOnWriteArrayList<>();
    List<HandshakeError> errors = new CopyOnWriteArrayList<>();
    Registration onSession =
        io.engine()
            .onSession(
                session -> {
                  session.onClose((reason, cause) -> events.add(reason.text()));
                  sessions.add(session);
                });
    io.engine().onHandshakeError(errors::add);
    FakeWebSocket client = transport.connect();
    await().until(() -> sessions.size() == 1);
    client.end(1001);
    await().until(() -> events.equals(List.of("transport close")));
    transport.request(FakeExchange.get("/socket.io/?EIO=3&transport=polling"));
    await().until(() -> errors.size() == 1);
    assertThat(errors.get(0).code()).isEqualTo(HandshakeError.Code.UNSUPPORTED_PROTOCOL_VERSION);

    io.stop().get(30, SECONDS);
    io.start().join();
    transport.connect();
    await().until(() -> sessions.size() == 2);
    onSession.cancel();
    join();
    assertThat(sessions).hasSize(2);
  }

  @Test
  @DisplayName(
      "limits that were reached are counted, the transport's too, from one start to the next")
  void limitHits() throws Exception {
    assertThat(io.engine().limitHits()).isEmpty();
    join().receive("40" + "/" + "n".repeat(256) + ",");
    await().until(() -> !io.engine().limitHits().isEmpty());
    transport.limitReached("maxConnections");
    transport.limitReached("maxConnections");
    Map<String, Long> before = io.engine().limitHits();
    assertThat(before).isEqualTo(Map.of("maxNamespaceNameLength", 1L, "maxConnections", 2L));
    assertThatThrownBy(before::clear).isInstanceOf(UnsupportedOperationException.class);

    io.stop().get(30, SECONDS);
    assertThat(io.engine().limitHits()).isEqualTo(before);
    io.start().join();
    transport.limitReached("headTimeout");
    assertThat(io.engine().limitHits()).hasSize(3).containsAllEntriesOf(before);
  }

  @Test
  @DisplayName("the engine tells how many connections the transport has, while it runs")
  void connections() throws Exception {
    transport.connections.set(7);
    assertThat(io.engine().connections()).isEqualTo(7);
    io.stop().get(30, SECONDS);
    assertThat(io.engine().connections()).isZero();
    assertThat(io.engine().pausedSessions()).isZero();
    io.start().join();
    assertThat(io.engine().connections()).isEqualTo(7);
  }

  @Test
  @DisplayName("the engine tells how many sessions are not read, since a listener does not return")
  void pausedSessions() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    io.onConnection(socket -> socket.on("slow", args -> goOn.await()));
    FakeWebSocket idle = transport.connect().receive("40");
    await().until(() -> sockets.size() == 1);
    FakeWebSocket client = transport.connect().receive("40");
    await().until(() -> sockets.size() == 2);
    client.receive("42[\"slow\"]");
    assertThat(io.engine().pausedSessions()).isZero();
    for (int i = 0; i < io.options().maxQueuedEvents(); i++) {
      client.receive("42[\"e\"]");
    }
    assertThat(io.engine().pausedSessions()).isOne();
    assertThat(io.engine().limitHits()).isEqualTo(Map.of("maxQueuedEvents", 1L));
    goOn.countDown();
    await().until(() -> io.engine().pausedSessions() == 0);
    assertThat(idle.closedByServer()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740993",
        "-9007199254740993",
        "9223372036854775808",
        "18446744073709551615",
        "123456789012345678901234567890",
        "-123456789012345678901234567890",
        "9007199254740993.0",
        "-9007199254740992.5",
        "1E+350"
      })
  @DisplayName("a handler that sends a number back sends back its digits, at any depth")
  void numberEcho(String number) {
    io.onConnection(
        socket ->
            socket.on("echo", (args, ack) -> ack.send(args.get(0), args.toList(), args.get(1))));
    FakeWebSocket client = join();
    client.receive("421[\"echo\",%s,{\"a\":[%s]}]".formatted(number, number));
    await().until(() -> !client.frames().isEmpty());
    assertThat(client.frames())
        .containsExactly("431[N,[N,{\"a\":[N]}],{\"a\":[N]}]".replace("N", number));
  }

  @Test
  @DisplayName("EIO-69 a refused WebSocket of a foreign origin is told like any other refusal")
  void origin() {
    List<HandshakeError> errors = new CopyOnWriteArrayList<>();
    io.engine().onHandshakeError(errors::add);
    transport.request(
        FakeExchange.upgrade("/socket.io/?EIO=4&transport=websocket")
            .with("Host", "chat.example")
            .with("Origin", "https://evil.example"));
    await().until(() -> errors.size() == 1);
    assertThat(errors.get(0).context()).containsEntry("name", "ORIGIN_NOT_ALLOWED");
  }

  @Test
  @DisplayName("API-49 a socket's session: transport, revision, address, upgrade, packets, close")
  void session() {
    FakeExchange handshake = transport.request(FakeExchange.get(POLLING));
    String opening = handshake.responseText();
    String sid = opening.substring("0{\"sid\":\"".length(), opening.indexOf("\",\"upgrades\""));
    String target = POLLING + "&sid=" + sid;
    transport.request(FakeExchange.post(target, "40"));
    await().until(() -> sockets.size() == 1);
    ClientSession session = sockets.get(0).session();
    assertThat(session.id()).isEqualTo(sid).isNotEqualTo(sockets.get(0).id());
    assertThat(session.transport()).isEqualTo(TransportName.POLLING);
    assertThat(session.revision()).isEqualTo(ProtocolRevision.V4);
    assertThat(session.revision().number()).isEqualTo(4);
    assertThat(session.remoteAddress()).isEqualTo(FakeExchange.PEER);
    assertThat(session.request()).isSameAs(sockets.get(0).handshake().request());
    assertThat(session.open()).isTrue();
    assertThat(session.toString()).doesNotContain(sid);

    session.onUpgrade(to -> events.add("upgrade " + to.wireName()));
    session.onPacket(packet -> events.add("in " + packet.text()));
    session.onPacketCreate(packet -> events.add("out " + packet.text()));
    session.onClose((reason, cause) -> events.add("close " + reason.text()));
    transport.request(FakeExchange.get(target));
    FakeWebSocket webSocket =
        transport
            .request(FakeExchange.upgrade(target.replace("polling", "websocket")))
            .openWebSocket();
    webSocket.receive("2probe").receive("5").receive("42[\"hi\"]");
    sockets.get(0).emit("yo");
    await().until(() -> events.size() == 3);
    webSocket.end(1001);
    await().until(() -> events.size() == 4);
    assertThat(events)
        .containsExactly(
            "upgrade websocket", "in 2[\"hi\"]", "out 2[\"yo\"]", "close transport close");
    assertThat(session.open()).isFalse();
  }

  @Test
  @DisplayName("API-49 what a listener of a session throws is an error of the socket's like any")
  void failing() {
    FakeWebSocket client = join();
    sockets
        .get(0)
        .session()
        .onPacket(
            packet -> {
              throw new IllegalStateException("thrown by a test");
            });
    client.receive("42[\"hi\"]");
    await().until(() -> failures.size() == 1);
    assertThat(failures.get(0)).hasMessage("thrown by a test");
    sockets.get(0).session().close();
    await().until(client::closedByServer);
  }

  @Test
  @DisplayName("API-49 the listeners that a socket added go with it, though its session lives on")
  void listenersGo() {
    FakeWebSocket client = join();
    sockets.get(0).session().onPacket(packet -> events.add("old " + packet.text()));
    client.receive("42[\"hi\"]");
    await().until(() -> events.size() == 1);
    client.receive("41");
    await().until(() -> io.sockets().isEmpty());
    await().until(() -> sockets.get(0).rooms().isEmpty());

    client.receive("40/other,");
    await().until(() -> sockets.size() == 2);
    sockets.get(1).session().onPacket(packet -> events.add("new " + packet.text()));
    client.receive("42/other,[\"hi\"]");
    await().until(() -> events.contains("new 2/other,[\"hi\"]"));
    assertThat(events).doesNotContain("old 2/other,[\"hi\"]");
  }

  @Test
  @DisplayName("API-3 EIO-69 a stop waits for who is being told of sessions and of their end")
  void listenersAtStop() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    io.engine()
        .onSession(
            session -> {
              try {
                assertThat(goOn.await(30, SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              session.onClose((reason, cause) -> events.add(reason.text()));
            });
    transport.connect();
    CompletableFuture<Void> stopped = io.stop();
    var unused = stopped.thenRun(() -> events.add("stopped"));
    await().until(() -> transport.calls.contains("stop"));
    goOn.countDown();
    stopped.get(30, SECONDS);
    await().until(() -> events.size() == 2);
    assertThat(events).containsExactly("forced close", "stopped");
  }
}
