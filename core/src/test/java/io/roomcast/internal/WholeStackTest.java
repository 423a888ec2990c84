package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.EventArgs;
import io.roomcast.ParentNamespace;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** From the transport to the listeners and back, through all layers but a network. */
class WholeStackTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  private final FakeTransport transport = new FakeTransport();
  private Server io;

  record Order(String item, int count) {}

  record Receipt(String item, long total) {}

  private Server start(ServerBuilder builder) {
    io = builder.transport(transport).build();
    io.onConnection(
        socket -> {
          socket.on("socketSend", String.class, text -> io.emit("broadcast", text));
          socket.on("joinroom", room -> socket.join("room1"));
          socket.on("room1-send", String.class, text -> io.to("room1").emit("broadcast", text));
          socket.on(
              "order",
              Order.class,
              (order, ack) -> ack.send(new Receipt(order.item(), order.count() * 3L)));
          socket.on("echo", byte[].class, (bytes, ack) -> ack.send(bytes));
          io.to(socket.id()).emit("greeting", "welcome");
        });
    io.start().join();
    return io;
  }

  @AfterEach
  void stop() throws Exception {
    io.stop().get(30, SECONDS);
    assertThat(io.clientsCount()).isZero();
    assertThat(io.rooms()).isEmpty();
  }

  private FakeWebSocket join() {
    FakeWebSocket client = transport.connect().receive("40");
    await().until(() -> client.frames().contains("42[\"greeting\",\"welcome\"]"));
    assertThat(client.frames().get(1)).startsWith("40{\"sid\":");
    client.clearFrames();
    return client;
  }

  private static void awaitFrames(FakeWebSocket client, String... frames) {
    await().until(() -> client.frames().size() >= frames.length);
    assertThat(client.frames()).containsExactly(frames);
  }

  /** Whatever was sent to it before has arrived. */
  private static void awaitAnswer(FakeWebSocket client) {
    client.receive("40/nowhere,");
    await().until(() -> client.frames().contains("44/nowhere,{\"message\":\"Invalid namespace\"}"));
  }

  @Test
  @DisplayName("group chat: what one says reaches everybody, the greeting only the newcomer")
  void group_chat() {
    start(Server.builder());
    FakeWebSocket a = join();
    FakeWebSocket b = join();
    assertThat(a.frames()).isEmpty();
    a.receive("42[\"socketSend\",\"안녕 😀 <b>\"]");
    awaitFrames(a, "42[\"broadcast\",\"안녕 😀 <b>\"]");
    awaitFrames(b, "42[\"broadcast\",\"안녕 😀 <b>\"]");
  }

  @Test
  @DisplayName("room chat: only members see what is said in the room")
  void room_chat() {
    start(Server.builder());
    FakeWebSocket member = join();
    FakeWebSocket stranger = join();
    member.receive("42[\"joinroom\",\"anything\"]").receive("42[\"room1-send\",\"hi\"]");
    awaitFrames(member, "42[\"broadcast\",\"hi\"]");
    awaitAnswer(stranger);
    assertThat(stranger.frames()).hasSize(1);

    stranger.receive("42[\"room1-send\",\"from outside\"]");
    await().until(() -> member.frames().size() == 2);
    assertThat(stranger.frames()).hasSize(1);
    member.end(1001);
    await().until(() -> io.room("room1").isEmpty());
  }

  @Test
  @DisplayName("typed events and bytes are answered")
  void acks() {
    start(Server.builder());
    FakeWebSocket client = join();
    client.receive("421[\"order\",{\"item\":\"tea\",\"count\":2}]");
    awaitFrames(client, "431[{\"item\":\"tea\",\"total\":6}]");
    client.clearFrames();
    client.receive("451-2[\"echo\",{\"_placeholder\":true,\"num\":0}]").receive((byte) 1, (byte) 2);
    awaitFrames(client, "461-2[{\"_placeholder\":true,\"num\":0}]", "<0102>");
  }

  @Test
  @DisplayName("the same over polling")
  void polling() {
    start(Server.builder());
    String open = transport.request(FakeExchange.get(POLLING)).responseText();
    String sid = open.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    String target = POLLING + "&sid=" + sid;
    transport.request(FakeExchange.post(target, "40"));
    await().until(() -> io.sockets().size() == 1); // so that the greeting and the reply are queued
    transport.request(FakeExchange.post(target, "42[\"joinroom\"]\u001e427[\"room1-send\",\"x\"]"));
    StringBuilder received = new StringBuilder();
    await()
        .until(
            () -> {
              FakeExchange poll = transport.request(FakeExchange.get(target));
              await().until(poll::answered);
              received.append(poll.responseText()).append('\u001e');
              return received.indexOf("broadcast") >= 0;
            });
    assertThat(received.toString())
        .matches("(?s)40\\{\"sid\":\"[^\"]{20}\"}.*")
        .contains("\u001e42[\"greeting\",\"welcome\"]\u001e", "42[\"broadcast\",\"x\"]");
  }

  @Test
  @DisplayName("SIO-30 over polling what was queued before a violation comes first, then the close")
  void violation_over_polling() {
    start(Server.builder());
    String open = transport.request(FakeExchange.get(POLLING)).responseText();
    String sid = open.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
    String target = POLLING + "&sid=" + sid;
    transport.request(FakeExchange.post(target, "40"));
    StringBuilder received = new StringBuilder();
    await()
        .until(
            () -> {
              FakeExchange poll = transport.request(FakeExchange.get(target));
              await().until(poll::answered);
              received.append(poll.responseText());
              return received.indexOf("greeting") >= 0;
            });
    io.emit("queued", 1);
    transport.request(FakeExchange.post(target, "42[\"joinroom\"]\u001e40"));
    assertThat(io.sockets()).isEmpty();
    FakeExchange last = transport.request(FakeExchange.get(target));
    assertThat(last.responseText()).isEqualTo("42[\"queued\",1]");
    last = transport.request(FakeExchange.get(target));
    assertThat(last.responseText()).isEqualTo("6\u001e1");
    assertThat(transport.request(FakeExchange.get(target)).responseText()).contains("Session ID");
  }

  @Test
  @DisplayName(
      "API-8 API-11 namespaces come when clients ask for them, and go with the last client")
  void dynamic_namespaces() {
    start(Server.builder().cleanupEmptyChildNamespaces(true));
    List<String> made = new CopyOnWriteArrayList<>();
    io.onNewNamespace(namespace -> made.add(namespace.name()));
    ParentNamespace byPattern = io.of(Pattern.compile("^/room-\\d+$"));
    ParentNamespace byPredicate =
        io.of((name, handshake) -> name.equals("/" + handshake.auth().get("room")));
    ParentNamespace byStage =
        io.ofAsync(
            (name, handshake) -> CompletableFuture.supplyAsync(() -> name.startsWith("/later")));
    FakeWebSocket client = join();
    client.receive("40/room-7,");
    client.receive("40/mine,{\"room\":\"mine\"}");
    client.receive("40/later,");
    await().until(() -> client.frames().size() == 3);

    assertThat(client.frames()).allMatch(frame -> frame.contains("sid"));
    assertThat(made).containsExactlyInAnyOrder("/room-7", "/mine", "/later");
    byPattern.emit("e", 1);
    byPredicate.emit("e", 2);
    byStage.emit("e", 3);
    await().until(() -> client.frames().size() == 6);
    assertThat(client.frames())
        .endsWith("42/room-7,[\"e\",1]", "42/mine,[\"e\",2]", "42/later,[\"e\",3]");
    assertThat(io.namespaces()).hasSize(4);

    client.receive("41/room-7,").receive("41/mine,").receive("41/later,");
    await().until(() -> io.namespaces().size() == 1);
    assertThat(byPattern.children()).isEmpty();
  }

  @Test
  @DisplayName("user pain 6: a handler that blocks delays its own socket only")
  void blocked_handler() throws Exception {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(Server.builder());
    io.onConnection(
        socket ->
            socket.on(
                "block",
                args -> {
                  blocked.countDown();
                  assertThat(goOn.await(30, SECONDS)).isTrue();
                }));
    FakeWebSocket slow = join();
    FakeWebSocket other = join();
    slow.receive("42[\"block\"]").receive("42[\"socketSend\",\"later\"]");
    assertThat(blocked.await(30, SECONDS)).isTrue();

    other.receive("42[\"socketSend\",\"now\"]");
    awaitFrames(other, "42[\"broadcast\",\"now\"]");
    awaitFrames(slow, "42[\"broadcast\",\"now\"]");
    goOn.countDown();
    await().until(() -> other.frames().contains("42[\"broadcast\",\"later\"]"));
  }

  @Test
  @DisplayName("a handler may wait for an answer of its own client, even where it has one thread")
  void handler_waits_for_its_own_client() throws Exception {
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      List<Object> heard = new CopyOnWriteArrayList<>();
      start(Server.builder().executor(one));
      io.onConnection(
          socket ->
              socket.on(
                  "ask",
                  (EventArgs args, io.roomcast.Ack ack) -> {
                    EventArgs answer = socket.emitWithAck("question", "why?").join();
                    heard.add(answer.get(0));
                    ack.send("thanks");
                  }));
      FakeWebSocket client = join();
      client.receive("425[\"ask\"]");
      awaitFrames(client, "420[\"question\",\"why?\"]");
      client.receive("430[\"because\"]");
      awaitFrames(client, "420[\"question\",\"why?\"]", "435[\"thanks\"]");
      assertThat(heard).containsExactly("because");

      client.receive("426[\"ask\"]");
      await().until(() -> client.frames().size() == 3);
      client.end(1006); // who goes frees the handler at once
      await().until(() -> io.sockets().isEmpty());
    } finally {
      io.stop().get(30, SECONDS);
      one.shutdownNow();
    }
  }

  /** Of two clients, with a listener that asks them; neither will ever answer. */
  private List<FakeWebSocket> silentClients(List<String> heard) {
    io.onConnection(
        socket -> {
          socket.on(
              "ask",
              args -> {
                boolean answered =
                    socket.emitWithAck("question").handle((answer, e) -> e == null).join();
                heard.add(answered ? "answered" : "silent");
              });
          socket.on("other", args -> heard.add("other"));
        });
    List<FakeWebSocket> clients = List.of(join(), join());
    for (FakeWebSocket client : clients) {
      client.receive("42[\"ask\"]");
      await().until(() -> client.frames().size() == 1); // its listener waits
    }
    return clients;
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  @DisplayName("clients that owe answers for ever keep the threads that there are until ackTimeout")
  void silent_clients_before_virtual_threads() {
    start(Server.builder().maxHandlerThreads(2).ackTimeout(Duration.ofSeconds(1)));
    FakeWebSocket third = join();
    List<String> heard = new CopyOnWriteArrayList<>();
    io.sockets().forEach(socket -> socket.on("late", args -> heard.add("other")));
    assertThat(silentClients(heard)).noneMatch(FakeWebSocket::closedByServer);
    third.receive("42[\"late\"]");
    awaitAnswer(third); // what needs no handler goes on

    await().until(() -> heard.size() == 3);
    assertThat(heard).first().isEqualTo("silent");
    assertThat(heard).containsExactlyInAnyOrder("silent", "silent", "other");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  @DisplayName("clients that owe answers for ever keep nobody waiting on virtual threads")
  void silent_clients_on_virtual_threads() {
    start(Server.builder().maxHandlerThreads(2));
    List<String> heard = new CopyOnWriteArrayList<>();
    List<FakeWebSocket> silent = silentClients(heard);
    join().receive("42[\"other\"]");
    await().until(() -> heard.contains("other"));
    assertThat(heard).containsExactly("other");
    silent.forEach(client -> client.end(1006));
    await().until(() -> heard.size() == 3);
  }

  @Test
  @DisplayName("user pain 12: what one thread emits to one socket arrives in that order")
  void order_of_emits() {
    start(Server.builder());
    FakeWebSocket client = join();
    for (int i = 0; i < 1000; i++) {
      if (i % 2 == 0) {
        io.emit("n", i);
      } else {
        io.sockets().forEach(new Counter(i)::emitTo);
      }
    }
    await().until(() -> client.frames().size() >= 1000);
    List<String> frames = client.frames();
    for (int i = 0; i < 1000; i++) {
      assertThat(frames.get(i)).isEqualTo("42[\"n\"," + i + "]");
    }
  }

  private record Counter(int n) {
    void emitTo(io.roomcast.Socket socket) {
      socket.emit("n", n);
    }
  }
}
