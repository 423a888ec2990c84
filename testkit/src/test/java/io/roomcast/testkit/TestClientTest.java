package io.roomcast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.DisconnectReason;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.engineio.TransportName;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A test client")
class TestClientTest {
  private final InMemoryTransport transport = InMemoryTransport.create();
  private final Server io = Server.builder().transport(transport).build();
  private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

  record Order(String item, int count, List<byte[]> pictures) {}

  @BeforeEach
  void start() {
    io.onConnection(sockets::add);
    io.start().join();
  }

  @AfterEach
  void stop() {
    io.stop(Duration.ZERO).join();
    assertThat(transport.connectionCount()).isZero();
  }

  private Socket socket() throws InterruptedException {
    Socket socket = sockets.poll(10, TimeUnit.SECONDS);
    assertThat(socket).isNotNull();
    return socket;
  }

  @ParameterizedTest
  @EnumSource(ClientTransport.class)
  @DisplayName("emits and receives values of every kind over each transport")
  void valuesBothWays(ClientTransport kind) throws InterruptedException {
    try (TestClient client = TestClient.to(io).transport(kind).connect()) {
      Socket socket = socket();
      assertThat(client.id()).isEqualTo(socket.id());
      assertThat(client.connected()).isTrue();
      String expected = kind == ClientTransport.POLLING ? "POLLING" : "WEBSOCKET";
      // an upgrade is over for the client when it has sent its end, for the server when it has it
      Awaitility.await()
          .untilAsserted(() -> assertThat(socket.transport().name()).isEqualTo(expected));

      socket.on(
          "echo",
          (EventArgs args, io.roomcast.Ack ack) -> socket.emit("echoed", args.toList().toArray()));
      byte[] bytes = {1, 2, 3};
      client.emit("echo", "안녕", 7, 2.5, true, null, List.of(1, "x"), Map.of("k", bytes), bytes);
      EventArgs args = client.await("echoed").args();
      assertThat(args.size()).isEqualTo(8);
      assertThat(args.get(0)).isEqualTo("안녕");
      assertThat(args.get(1)).isEqualTo(7L);
      assertThat(args.get(2)).isEqualTo(2.5);
      assertThat(args.get(3)).isEqualTo(true);
      assertThat(args.get(4)).isNull();
      assertThat(args.get(5)).isEqualTo(List.of(1L, "x"));
      assertThat((byte[]) ((Map<?, ?>) args.get(6)).get("k")).isEqualTo(bytes);
      assertThat(args.get(7, byte[].class)).isEqualTo(bytes);
      assertThat(args.get(7, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(bytes));
    }
  }

  @ParameterizedTest
  @EnumSource(ClientTransport.class)
  @DisplayName("keeps the order of events over each transport, and during an upgrade")
  void order(ClientTransport kind) throws InterruptedException {
    io.onConnection(
        socket -> {
          for (int i = 0; i < 50; i++) {
            socket.emit("n", i); // some of them before an upgrade, some after
          }
          socket.on("n", Integer.class, n -> socket.emit("n", n));
        });
    try (TestClient client = TestClient.to(io).transport(kind).connect()) {
      for (int i = 50; i < 250; i++) {
        client.emit("n", i);
      }
      for (int i = 0; i < 250; i++) {
        assertThat(client.await("n", Integer.class)).isEqualTo(i);
      }
      client.assertNoEvents();
    }
  }

  @Test
  @DisplayName("sends records with bytes inside and gets typed answers")
  void typedAck() throws InterruptedException {
    try (TestClient client = TestClient.connect(io)) {
      socket()
          .on(
              "order",
              Order.class,
              (order, ack) -> ack.send(order.item() + order.count(), order.pictures().get(1)));
      EventArgs answer =
          client
              .emitWithAck("order", new Order("tea", 2, List.of(new byte[] {1}, new byte[] {2})))
              .join();
      assertThat(answer.get(0, String.class)).isEqualTo("tea2");
      assertThat(answer.get(1, byte[].class)).containsExactly(2);
    }
  }

  @Test
  @DisplayName("answers what the server asks, with bytes as well")
  void answersTheServer() throws InterruptedException {
    try (TestClient client = TestClient.connect(io)) {
      CompletableFuture<EventArgs> answer = socket().emitWithAck("question", "ready?");
      ReceivedEvent question = client.await("question");
      assertThat(question.name()).isEqualTo("question");
      assertThat(question.ackRequested()).isTrue();
      assertThat(question.get(0, String.class)).isEqualTo("ready?");
      question.ack("yes", new byte[] {9});
      EventArgs got = answer.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(got.get(0, String.class)).isEqualTo("yes");
      assertThat(got.get(1, byte[].class)).containsExactly(9);
    }
  }

  @Test
  @DisplayName("refuses to answer what was no question")
  void noQuestion() throws InterruptedException {
    try (TestClient client = TestClient.connect(io)) {
      socket().emit("news", 1);
      ReceivedEvent news = client.await("news");
      assertThat(news.ackRequested()).isFalse();
      assertThatThrownBy(() -> news.ack("thanks"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("news[1]");
    }
  }

  @Test
  @DisplayName("introduces itself with auth, query, headers and address")
  void handshake() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.7");
    try (TestClient client =
        TestClient.to(io)
            .auth(Map.of("token", "s3cret"))
            .query("room", "a b&c")
            .header("X-Forwarded-For", "203.0.113.9")
            .address(address)
            .connect()) {
      Socket socket = socket();
      assertThat(socket.handshake().auth()).isEqualTo(Map.of("token", "s3cret"));
      assertThat(socket.handshake().query()).containsEntry("room", "a b&c");
      assertThat(socket.handshake().headers().first("x-forwarded-for")).contains("203.0.113.9");
      assertThat(socket.handshake().remoteAddress().getAddress()).isEqualTo(address);
      assertThat(client.namespace()).isEqualTo("/");
    }
  }

  @Test
  @DisplayName("says why it was refused")
  void refused() {
    io.use(
        (socket) -> {
          throw new ConnectionRefusedException("not authorized", Map.of("code", 7));
        });
    assertThatThrownBy(() -> TestClient.connect(io))
        .isInstanceOfSatisfying(
            ConnectErrorException.class,
            refusal -> assertThat(refusal.data()).isEqualTo(Map.of("code", 7L)))
        .hasMessage("not authorized");
    assertThatThrownBy(() -> TestClient.to(io).namespace("nowhere").connect())
        .isInstanceOf(ConnectErrorException.class)
        .hasMessage("Invalid namespace");
  }

  @Test
  @DisplayName("joins several namespaces over one connection, and leaves them one by one")
  void namespaces() {
    BlockingQueue<Object> admins = new LinkedBlockingQueue<>();
    io.of("/admin").onConnection(socket -> admins.add(socket.handshake().auth()));
    TestClient main = TestClient.connect(io);
    TestClient admin = main.of("admin", Map.of("a", 1));
    assertThat(admin.namespace()).isEqualTo("/admin");
    assertThat(admin.id()).isNotEqualTo(main.id());
    assertThat(transport.connectionCount()).isEqualTo(1);
    io.of("/admin").emit("only", "admins");
    assertThat(admin.await("only", String.class)).isEqualTo("admins");
    main.assertNoEvents();
    assertThat(admins).containsExactly(Map.of("a", 1L));
    assertThatThrownBy(() -> main.of("/admin"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/admin");

    main.close();
    assertThat(main.connected()).isFalse();
    io.of("/admin").emit("still", "here");
    assertThat(admin.await("still", String.class)).isEqualTo("here");
    admin.close();
  }

  @Test
  @DisplayName("lets a namespace go that it has brought into being")
  void dynamicNamespace() {
    InMemoryTransport another = InMemoryTransport.create();
    try (Server server =
        Server.builder().transport(another).cleanupEmptyChildNamespaces(true).build()) {
      server.of(Pattern.compile("/room-\\d+"));
      server.start().join();
      try (TestClient client = TestClient.to(server).namespace("/room-1").connect()) {
        client.settle();
        assertThat(server.namespaces()).hasSize(2);
      }
      Awaitility.await().until(() -> server.namespaces().size() == 1);
    }
  }

  @Test
  @DisplayName("takes events in order, each once, and lets others lie")
  void await() throws InterruptedException {
    try (TestClient client = TestClient.connect(io)) {
      Socket socket = socket();
      socket.emit("a", 1);
      socket.emit("b", 2);
      socket.emit("a", 3);
      assertThat(client.await("b", Integer.class)).isEqualTo(2);
      assertThat(client.await("a", e -> e.get(0, Integer.class) == 3).get(0, Integer.class))
          .isEqualTo(3);
      client.settle();
      assertThat(client.pending()).hasToString("[a[1]]");
      assertThat(client.await("a", Integer.class)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("tells what did arrive when an event does not")
  void awaitInVain() throws InterruptedException {
    try (TestClient client = TestClient.to(io).timeout(Duration.ofSeconds(2)).connect()) {
      Socket socket = socket();
      socket.emit("greeting", "hello", 1);
      client.await("greeting");
      socket.emit("news", List.of("x"));
      assertThatThrownBy(() -> client.await("broadcast"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no \"broadcast\" within PT2S")
          .hasMessageContaining("client " + client.id() + " in / has received:")
          .hasMessageContaining("\n  greeting[hello, 1], taken")
          .hasMessageContaining("\n  news[[x]]");
      assertThatThrownBy(() -> client.emitWithAck("unknown").join())
          .hasCauseInstanceOf(AssertionError.class)
          .hasMessageContaining("no answer to \"unknown\"");
    }
  }

  @Test
  @DisplayName("does not wait for events of a connection that has ended")
  void awaitOfDisconnected() {
    TestClient client = TestClient.to(io).timeout(Duration.ofMinutes(10)).connect();
    client.disconnect();
    assertThatThrownBy(() -> client.await("anything"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("(disconnected: io client disconnect) has received nothing");
    assertThatThrownBy(() -> client.emit("x"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("io client disconnect");
  }

  @Test
  @DisplayName("finds an event that should not have come, even where its listener is slow to begin")
  void assertNoEventFails() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    try (TestClient ada = TestClient.connect(io);
        TestClient bob = TestClient.connect(io)) {
      socket();
      socket();
      io.sockets()
          .forEach(
              socket ->
                  socket.on(
                      "say",
                      String.class,
                      text -> {
                        go.await();
                        io.emit("said", text);
                      }));
      ada.emit("say", "hi");
      CompletableFuture<Void> check =
          CompletableFuture.runAsync(
              () ->
                  assertThatThrownBy(() -> bob.assertNoEvent("said"))
                      .isInstanceOf(AssertionError.class)
                      .hasMessageContaining("an unexpected \"said\"")
                      .hasMessageContaining("said[hi]"));
      go.countDown();
      check.orTimeout(20, TimeUnit.SECONDS).join();
      bob.assertNoEvent("other");
      assertThatThrownBy(bob::assertNoEvents).isInstanceOf(AssertionError.class);
      ada.await("said");
      bob.await("said");
      bob.assertNoEvents();
    }
  }

  @Test
  @DisplayName("settles when its own listeners are through, and says so when they are not")
  void settle() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
    try (TestClient client = TestClient.to(io).timeout(Duration.ofSeconds(3)).connect()) {
      Socket socket = socket();
      socket.on("n", Integer.class, handled::add);
      for (int i = 0; i < 100; i++) {
        client.emit("n", i);
      }
      client.settle();
      assertThat(handled).hasSize(100);
      assertThat(socket.eventNames()).containsExactly("n");

      socket.on("stuck", args -> release.await());
      client.emit("stuck");
      assertThatThrownBy(client::settle).isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> client.assertNoEvent("any")).isInstanceOf(AssertionError.class);
    } finally {
      release.countDown();
    }
  }

  @Test
  @DisplayName("is reached by whatever is sent as soon as it is connected")
  void reachedAtOnce() {
    io.onConnection(socket -> socket.join("lobby"));
    for (int i = 0; i < 50; i++) {
      try (TestClient client = TestClient.connect(io)) {
        io.emit("at once", i);
        client.settle();
        io.to("lobby").emit("lobby", i);
        assertThat(client.await("at once", Integer.class)).isEqualTo(i);
        assertThat(client.await("lobby", Integer.class)).isEqualTo(i);
      }
    }
  }

  @Test
  @DisplayName("leaves as a polite client does")
  void disconnects() throws Exception {
    TestClient client = TestClient.connect(io);
    CompletableFuture<DisconnectReason> reason = new CompletableFuture<>();
    socket().onDisconnect(reason::complete);
    client.disconnect().disconnect();
    assertThat(reason.get(10, TimeUnit.SECONDS))
        .isEqualTo(DisconnectReason.CLIENT_NAMESPACE_DISCONNECT);
    assertThat(client.awaitDisconnect()).isEqualTo("io client disconnect");
    client.settle(); // nothing to wait for
  }

  @ParameterizedTest
  @EnumSource(ClientTransport.class)
  @DisplayName("loses its connection as a crashing client does")
  void losesConnection(ClientTransport kind) throws Exception {
    TestClient client = TestClient.to(io).transport(kind).connect();
    CompletableFuture<DisconnectReason> reason = new CompletableFuture<>();
    socket().onDisconnect(reason::complete);
    CompletableFuture<EventArgs> answer = client.emitWithAck("never");
    client.loseConnection();
    assertThat(reason.get(10, TimeUnit.SECONDS))
        .isIn(DisconnectReason.TRANSPORT_CLOSE, DisconnectReason.TRANSPORT_ERROR);
    assertThat(client.awaitDisconnect()).isEqualTo("transport close");
    assertThatThrownBy(answer::join).hasCauseInstanceOf(PeerDisconnectedException.class);
  }

  @ParameterizedTest
  @EnumSource(ClientTransport.class)
  @DisplayName("notices that the server disconnects it, or stops")
  void disconnectedByServer(ClientTransport kind) throws Exception {
    TestClient left = TestClient.to(io).transport(kind).connect();
    socket().disconnect();
    assertThat(left.awaitDisconnect()).isEqualTo("io server disconnect");
    TestClient cut = TestClient.to(io).transport(kind).connect();
    io.stop().get(20, TimeUnit.SECONDS);
    assertThat(cut.awaitDisconnect()).isNotEmpty();
    assertThat(cut.connected()).isFalse();
  }

  @Test
  @DisplayName("goes through a peer of the test's own, and settles with all others")
  void throughAPeer() throws InterruptedException {
    List<PeerConnection> opened = new CopyOnWriteArrayList<>();
    Peer counted =
        new Peer() {
          @Override
          public PeerConnection connect() {
            opened.add(transport.peer().connect());
            return opened.get(opened.size() - 1);
          }

          @Override
          public void close() {}
        };
    try (TestClient ada = TestClient.to(io, counted).transport(ClientTransport.POLLING).connect();
        TestClient bob = TestClient.connect(io)) {
      assertThat(opened).hasSize(2);
      socket().on("say", String.class, text -> io.emit("said", text));
      ada.emit("say", "hi");
      assertThatThrownBy(() -> bob.assertNoEvent("said")).isInstanceOf(AssertionError.class);
      assertThat(bob.await("said", String.class)).isEqualTo("hi");
    }
  }

  @ParameterizedTest
  @EnumSource(ClientTransport.class)
  @DisplayName("hands events over in order as they come, and keeps none of them")
  void onEvent(ClientTransport kind) throws Exception {
    BlockingQueue<ReceivedEvent> handed = new LinkedBlockingQueue<>();
    try (TestClient client = TestClient.to(io).transport(kind).onEvent(handed::add).connect()) {
      Socket socket = socket();
      CompletableFuture<EventArgs> answer = socket.emitWithAck("n", 0);
      for (int i = 1; i < 100; i++) {
        socket.emit("n", i);
      }
      client.settle();
      assertThat(handed).extracting(event -> event.get(0, Integer.class)).hasSize(100).isSorted();
      assertThat(client.pending()).isEmpty();
      handed.element().ack("first");
      assertThat(answer.get(10, TimeUnit.SECONDS).get(0)).isEqualTo("first");
    }
  }

  @Test
  @DisplayName("moves to a WebSocket while events come and go, once")
  void upgrade() throws Exception {
    try (TestClient client = TestClient.to(io).transport(ClientTransport.POLLING).connect()) {
      Socket socket = socket();
      socket.on("n", Integer.class, n -> socket.emit("n", n));
      for (int i = 0; i < 50; i++) {
        client.emit("n", i);
      }
      CompletableFuture<Void> moved = client.upgrade();
      for (int i = 50; i < 200; i++) {
        client.emit("n", i);
      }
      moved.get(10, TimeUnit.SECONDS);
      Awaitility.await().until(() -> socket.transport() == TransportName.WEBSOCKET);
      for (int i = 0; i < 200; i++) {
        assertThat(client.await("n", Integer.class)).isEqualTo(i);
      }
      assertThatThrownBy(client::upgrade)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no polling");
    }
  }

  @Test
  @DisplayName("leaves nothing of an upgrade behind whose connection goes")
  void upgradeLost() throws Exception {
    TestClient client = TestClient.to(io).transport(ClientTransport.POLLING).connect();
    CompletableFuture<Void> moved = client.upgrade();
    client.loseConnection();
    moved.handle((done, failure) -> null).get(10, TimeUnit.SECONDS);
    Awaitility.await().until(() -> transport.connectionCount() == 0);
  }

  @Test
  @DisplayName("needs a server on an in-memory transport that is started")
  void needsMemory() {
    Server stopped = Server.builder().transport(InMemoryTransport.create()).build();
    assertThatThrownBy(() -> TestClient.connect(stopped))
        .isInstanceOf(PeerDisconnectedException.class)
        .hasMessageContaining("not started");
  }
}
