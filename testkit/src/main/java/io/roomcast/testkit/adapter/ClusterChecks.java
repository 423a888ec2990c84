package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Ack;
import io.roomcast.AckTimeoutException;
import io.roomcast.Answers;
import io.roomcast.EmitResult;
import io.roomcast.EventArgs;
import io.roomcast.RemoteSocket;
import io.roomcast.Server;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.testkit.InMemoryTransport;
import io.roomcast.testkit.TestClient;
import io.roomcast.testkit.peer.Peer;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds across servers. */
abstract class ClusterChecks extends SingleServerChecks {

  @Test
  @DisplayName("API-36 an event reaches the selected sockets of all servers, each once")
  void everywhere() {
    List<Server> io = start(3);
    TestClient a = join(io.get(0), "r", "s");
    TestClient b = join(io.get(1), "r", "s");
    TestClient c = join(io.get(2), "s");
    TestClient d = join(io.get(1));
    io.get(0).to("r", "s").except(c.id()).emit("e", new User("ada", 36), new byte[] {1, 2});
    for (TestClient each : List.of(a, b)) {
      EventArgs args = each.await("e").args();
      assertThat(args.get(0)).isEqualTo(Map.of("name", "ada", "age", 36L));
      assertThat(args.get(1, byte[].class)).containsExactly(1, 2);
    }
    io.get(2).of("/other").emit("other");
    assertNothingElse(io.get(0), a, b, c, d);
    io.get(2).emit("all", 1);
    for (TestClient each : List.of(a, b, c, d)) {
      assertThat(each.await("all", Integer.class)).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("ADP-12 what one thread emits arrives in that order on the other servers")
  void order() {
    List<Server> io = start(2);
    TestClient b = join(io.get(1), "r");
    for (int i = 0; i < 200; i++) {
      (i % 2 == 0 ? io.get(0).to("r") : io.get(0)).emit("n", i);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(b.await("n", Integer.class)).isEqualTo(i);
    }
  }

  @Test
  @DisplayName("ADP-12 values may change when emit has returned, on whatever server they arrive")
  void snapshot() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    List<Object> values = new ArrayList<>(List.of("none"));
    byte[] bytes = {0};
    for (int i = 0; i < 100; i++) {
      values.set(0, "v" + i);
      bytes[0] = (byte) i;
      io.get(0).emit("e", values, bytes);
    }
    values.set(0, "after");
    for (TestClient each : List.of(a, b)) {
      for (int i = 0; i < 100; i++) {
        EventArgs args = each.await("e").args();
        assertThat(args.get(0)).isEqualTo(List.of("v" + i));
        assertThat(args.get(1, byte[].class)).containsExactly(i);
      }
    }
  }

  @Test
  @DisplayName("API-36 numbers from 2^53 on keep their digits everywhere, or nobody is sent them")
  void largeNumbers() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    for (String digits :
        List.of(
            "9007199254740993.0",
            "-9007199254740993.5",
            "1.4612395943085e17",
            "18446744073709552000",
            "1" + "0".repeat(28) + "1",
            "1e350")) {
      BigDecimal number = new BigDecimal(digits);
      for (Object beside : List.<Object>of("text", new byte[] {1})) {
        try {
          io.get(0).emit("n", number, beside);
        } catch (EncodeException refused) {
          continue; // below it shows that this was before anybody had it
        }
        for (TestClient each : List.of(a, b)) {
          assertThat(each.await("n").args().get(0, BigDecimal.class)).isEqualByComparingTo(number);
        }
      }
    }
    assertNothingElse(io.get(0), a, b);
  }

  @Test
  @DisplayName("API-26 a volatile event is one on the other servers, too")
  void volatileEvents() {
    List<Server> io = start(2);
    TestClient b = join(io.get(1));
    try (Peer peer = ((InMemoryTransport) io.get(1).options().transport()).peer();
        PeerConnection polling = peer.connect()) {
      String target = "/socket.io/?EIO=4&transport=polling";
      String handshake = now(polling.send(PeerRequest.get(target))).bodyText();
      String session = target + "&sid=" + handshake.replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
      now(polling.send(PeerRequest.post(session, "40")));
      assertThat(now(polling.send(PeerRequest.get(session))).bodyText()).startsWith("40");
      io.get(0).asVolatile().emit("lost"); // where nobody polls
      io.get(0).emit("e");
      b.await("e");
      assertThat(now(polling.send(PeerRequest.get(session))).bodyText()).isEqualTo("42[\"e\"]");
    }
    boolean heard = false;
    for (int i = 0; i < 100 && !heard; i++) { // its connection may be busy now and then
      io.get(0).asVolatile().emit("volatile");
      io.get(0).emit("marker");
      b.await("marker");
      heard = b.pending().stream().anyMatch(event -> event.name().equals("volatile"));
    }
    assertThat(heard).isTrue();
  }

  @Test
  @DisplayName("ADP-13 API-37 the answers of the sockets of all servers are gathered")
  void answersFromEverywhere() {
    List<Server> io = start(3);
    List<TestClient> clients =
        List.of(join(io.get(0)), join(io.get(1)), join(io.get(1)), join(io.get(2)));
    CompletableFuture<Answers<EventArgs>> future = io.get(0).emitWithAck("q");
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).await("q").ack(new User("u" + i, i));
    }
    Answers<EventArgs> answers = now(future);
    assertThat(answers.requireComplete())
        .extracting(each -> each.get(0, User.class))
        .containsExactlyInAnyOrder(
            new User("u0", 0), new User("u1", 1), new User("u2", 2), new User("u3", 3));
    assertThat(now(io.get(2).to("nobody").emitWithAck("q")).complete()).isTrue();
  }

  @Test
  @DisplayName("API-38 a socket of another server that is silent costs nobody the other answers")
  void silenceElsewhere() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    TestClient c = join(io.get(1));
    Answers<EventArgs> answers =
        inTime(
            2,
            time -> {
              CompletableFuture<Answers<EventArgs>> future =
                  io.get(0).timeout(time).emitWithAck("q");
              a.await("q").ack("a");
              b.await("q").ack("b");
              return future;
            });
    c.await("q").ack("too late");
    assertThat(answers.values())
        .extracting(each -> each.get(0))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(answers.complete()).isFalse();
    assertThat(answers.silentServers().size() + answers.silentSockets().size()).isEqualTo(1);
  }

  @Test
  @DisplayName("API-39 sockets of other servers tell who they are, and can be talked to")
  void remoteSockets() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1), "r");
    socket(io.get(1), b).data().put("user", new User("bob", 7));
    Answers<RemoteSocket> all = now(io.get(0).fetchSockets());
    assertThat(all.requireComplete())
        .extracting(RemoteSocket::id)
        .containsExactlyInAnyOrder(a.id(), b.id());
    RemoteSocket remote = now(io.get(0).in("r").fetchSockets()).requireComplete().get(0);
    assertThat(remote.rooms()).containsExactlyInAnyOrder(b.id(), "r");
    assertThat(remote.data("user", User.class)).contains(new User("bob", 7));
    assertThat(remote.handshake().auth()).isEmpty();
    assertThat(remote.handshake().query()).containsEntry("EIO", "4");
    assertThat(remote.socket()).isEmpty();

    assertThat(remote.emit("e", 1)).isEqualTo(EmitResult.QUEUED);
    assertThat(b.await("e", Integer.class)).isEqualTo(1);
    CompletableFuture<EventArgs> answer = remote.emitWithAck("q");
    b.await("q").ack(new User("b", 1));
    assertThat(now(answer).get(0, User.class)).isEqualTo(new User("b", 1));
    assertThatThrownBy(remote.timeout(shortTimeout()).emitWithAck("q")::join)
        .hasCauseInstanceOf(AckTimeoutException.class);
    b.await("q");

    now(remote.join("s"));
    io.get(0).to("s").emit("joined");
    b.await("joined");
    now(remote.leave("s"));
    io.get(0).to("s").emit("left");
    remote.emit("bye");
    now(remote.disconnect());
    b.await("bye");
    assertThat(b.awaitDisconnect()).isEqualTo("io server disconnect");
    assertThat(b.pending()).isEmpty();
    assertNothingElse(io.get(0), a);
  }

  @Test
  @DisplayName("API-39 no number that a client gives keeps its server from telling of its sockets")
  void largeNumbersOfClients() {
    List<Server> io = start(2);
    BigInteger number = BigInteger.TEN.pow(29).add(BigInteger.ONE);
    TestClient b =
        closedAtTheEnd(
            TestClient.to(io.get(1))
                .auth(Map.<String, Object>of("number", number, "name", "bob"))
                .timeout(patience())
                .connect());
    b.settle();
    Map<String, Object> data = socket(io.get(1), b).data();
    data.put("number", List.of(number));
    data.put("bytes", new byte[] {1, 2});
    settle();
    RemoteSocket remote = now(io.get(0).fetchSockets()).requireComplete().get(0);
    Map<String, ?> auth = remote.handshake().auth();
    assertThat(auth.get("name")).isEqualTo("bob");
    Object given = auth.get("number");
    if (given != null) {
      assertThat(given).isEqualTo(number);
    }
    assertThat(remote.data("bytes", byte[].class).orElseThrow()).containsExactly(1, 2);
    Object told = remote.data().get("number");
    if (told != null) {
      assertThat(told).isEqualTo(List.of(number));
    }
  }

  @Test
  @DisplayName(
      "API-40 sockets of all servers join, leave and are disconnected, in order with events")
  void togetherEverywhere() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    now(io.get(0).socketsJoin("r"));
    io.get(0).to("r").emit("joined");
    a.await("joined");
    b.await("joined");
    now(io.get(0).to("r").except(a.id()).socketsLeave("r"));
    io.get(0).to("r").emit("left");
    a.await("left");
    assertNothingElse(io.get(0), a, b);
    io.get(0).emit("bye");
    now(io.get(0).disconnectSockets(true));
    for (TestClient each : List.of(a, b)) {
      each.await("bye");
      assertThat(each.awaitDisconnect()).isEqualTo("io server disconnect");
    }
  }

  @Test
  @DisplayName("API-41 the other servers hear an event for servers, in the same namespace only")
  void serverSideEvents() {
    List<Server> io = start(3);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    for (int i = 0; i < 3; i++) {
      String who = String.valueOf(i);
      io.get(i).serverSideEvents().on("e", User.class, user -> heard.add(who + user.name()));
      io.get(i).of("/other").serverSideEvents().on("e", args -> heard.add("other" + who));
    }
    now(io.get(0).serverSideEmit("e", new User("ada", 36)));
    assertThat(List.of(next(heard), next(heard))).containsExactlyInAnyOrder("1ada", "2ada");
    now(io.get(1).serverSideEmit("e", new User("bob", 7))); // behind what else came of the first
    now(io.get(0).of("/other").serverSideEmit("e"));
    assertThat(List.of(next(heard), next(heard), next(heard), next(heard)))
        .containsExactlyInAnyOrder("0bob", "2bob", "other1", "other2");
  }

  @Test
  @DisplayName("API-41 each other server answers, and one that does not is named")
  void serverSideAnswers() {
    List<Server> io = start(3);
    for (int i = 1; i < 3; i++) {
      int number = i;
      io.get(i).serverSideEvents().on("q", User.class, (user, ack) -> ack.send(number));
      io.get(i)
          .serverSideEvents()
          .on(
              "half",
              (EventArgs args, Ack ack) -> {
                if (number == 1) {
                  ack.send(new User("u", 1));
                }
              });
    }
    Answers<EventArgs> all = now(io.get(0).serverSideEmitWithAck(LONG, "q", new User("a", 1)));
    assertThat(all.requireComplete())
        .extracting(each -> each.get(0, Integer.class))
        .containsExactlyInAnyOrder(1, 2);
    Answers<EventArgs> half = inTime(1, time -> io.get(0).serverSideEmitWithAck(time, "half"));
    assertThat(half.values())
        .extracting(each -> each.get(0, User.class))
        .containsExactly(new User("u", 1));
    assertThat(half.silentServers()).hasSize(1);
  }

  @Test
  @DisplayName("ADP-16 a server that has stopped is not waited for")
  void stopped() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    now(io.get(1).stop(Duration.ZERO));
    settle();
    assertThat(now(io.get(0).timeout(LONG).fetchSockets()).requireComplete()).hasSize(1);
    assertThat(now(io.get(0).serverSideEmitWithAck(LONG, "q")).complete()).isTrue();
    CompletableFuture<Answers<EventArgs>> future = io.get(0).timeout(LONG).emitWithAck("q");
    a.await("q").ack();
    assertThat(now(future).requireComplete()).hasSize(1);
  }

  @Test
  @DisplayName("API-42 a server that does not answer is named, and costs nobody the other answers")
  void partial() {
    List<Server> io = start(3);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    join(io.get(2));
    io.get(1).serverSideEvents().on("s", (EventArgs args, Ack ack) -> ack.send(1));
    cutOff(2);
    Answers<RemoteSocket> sockets = inTime(2, time -> io.get(0).timeout(time).fetchSockets());
    assertThat(sockets.values())
        .extracting(RemoteSocket::id)
        .containsExactlyInAnyOrder(a.id(), b.id());
    assertThat(sockets.silentServers()).hasSize(1);
    Answers<EventArgs> servers = inTime(1, time -> io.get(0).serverSideEmitWithAck(time, "s"));
    assertThat(servers.values()).hasSize(1);
    assertThat(servers.silentServers()).isEqualTo(sockets.silentServers());
    Answers<EventArgs> answers =
        inTime(
            2,
            time -> {
              CompletableFuture<Answers<EventArgs>> future =
                  io.get(0).timeout(time).emitWithAck("q");
              a.await("q").ack();
              b.await("q").ack();
              return future;
            });
    assertThat(answers.values()).hasSize(2);
    assertThat(answers.silentServers()).isEqualTo(sockets.silentServers());
  }

  @Test
  @DisplayName("ADP-12 where the wire fails, this server's sockets are reached all the same")
  void noWire() {
    List<Server> io = start(2);
    TestClient a = join(io.get(0));
    TestClient b = join(io.get(1));
    cutOff(0);
    io.get(0).emit("e");
    a.await("e");
    assertThatThrownBy(io.get(0).socketsJoin("r")::join).hasCauseInstanceOf(Exception.class);
    io.get(0).to("r").emit("joined");
    a.await("joined");
    assertThatThrownBy(io.get(0).to("r").disconnectSockets()::join)
        .hasCauseInstanceOf(Exception.class);
    assertThat(a.awaitDisconnect()).isEqualTo("io server disconnect");
    assertNothingElse(io.get(1), b);
  }
}
