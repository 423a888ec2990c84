package io.roomcast.testkit.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.Ack;
import io.roomcast.ConnectionStateRecovery;
import io.roomcast.EventArgs;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.spi.adapter.SessionStore;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.testkit.ReceivedEvent;
import io.roomcast.testkit.TestClient;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds of clients that come back, where the adapter keeps their sessions for all servers. */
abstract class RecoveryChecks extends ClusterChecks {

  /**
   * Whether clients may come back to any server: the adapters have {@link
   * io.roomcast.spi.adapter.RoomAdapter#sessions()}.
   *
   * @return by default false: the checks of that are skipped
   */
  protected boolean recoversOnAnyServer() {
    return false;
  }

  private List<Server> startRecovering(int count) {
    assumeTrue(recoversOnAnyServer(), "the adapter keeps no sessions");
    return start(
        count,
        builder ->
            builder.connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(2))));
  }

  /** Loses its connection, and its server knows. */
  private static void lose(Server server, TestClient client) {
    CompletableFuture<Void> known = new CompletableFuture<>();
    socket(server, client).onDisconnect(reason -> known.complete(null));
    client.loseConnection();
    now(known);
  }

  /** Comes back, where its session is there; it may be a moment until it is. */
  private TestClient back(Server server, TestClient lost) {
    for (long end = System.nanoTime() + patience().toNanos(); System.nanoTime() < end; ) {
      TestClient again = again(server, lost);
      if (again.id().equals(lost.id())) {
        assertThat(socket(server, again).recovered()).isTrue();
        return again;
      }
      again.disconnect();
    }
    throw new AssertionError(lost + " did not recover within " + patience());
  }

  private TestClient again(Server server, TestClient lost) {
    TestClient again =
        closedAtTheEnd(TestClient.to(server).recovering(lost).timeout(patience()).connect());
    again.settle();
    return again;
  }

  /** In rooms, and has received an event. */
  private TestClient informed(Server server, String... rooms) {
    TestClient client = join(server, rooms);
    server.to(client.id()).emit("n", "first");
    assertThat(numbers(client, 1)).containsExactly("first");
    return client;
  }

  /** As above, and has lost its connection since. */
  private TestClient lost(Server server, String... rooms) {
    TestClient client = informed(server, rooms);
    lose(server, client);
    return client;
  }

  private static List<Object> numbers(TestClient client, int count) {
    return Stream.generate(() -> client.await("n").args().get(0)).limit(count).toList();
  }

  /** Gets these numbers, and had got nothing else before. */
  private static void hearsOnly(TestClient client, Object... expected) {
    assertThat(numbers(client, expected.length)).containsExactly(expected);
    assertThat(client.pending()).isEmpty();
  }

  @Test
  @DisplayName(
      "API-45 ADP-15 a client goes on at another server: id, rooms, data and missed events, in"
          + " order and once")
  void onAnotherServer() {
    List<Server> io = startRecovering(3);
    TestClient a = join(io.get(0), "r");
    Map<String, Object> data = socket(io.get(0), a).data();
    data.put("user", new User("ada", 36));
    data.put("bytes", new byte[] {1, 2});
    io.get(2).to("r").emit("n", 0L);
    hearsOnly(a, 0L);
    lose(io.get(0), a);
    for (long i = 1; i <= 20; i++) {
      io.get((int) i % 3).to("r").emit("n", i);
    }
    io.get(1).to("r").emit("bytes", new byte[] {7}, "x");
    io.get(1).to("s").emit("n", "not for it");
    io.get(1).except("r").emit("n", "nor this");

    TestClient b = back(io.get(1), a);
    assertThat(numbers(b, 20))
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 20).boxed().toList());
    ReceivedEvent bytes = b.await("bytes");
    assertThat(bytes.get(0, byte[].class)).containsExactly(7);
    Socket socket = socket(io.get(1), b);
    assertThat(socket.rooms()).containsExactlyInAnyOrder(a.id(), "r");
    assertThat(socket.data("user", User.class)).contains(new User("ada", 36));
    assertThat(socket.data("bytes", byte[].class)).contains(new byte[] {1, 2});
    io.get(0).to("r").emit("n", 21L);
    hearsOnly(b, 21L);

    lose(io.get(1), b);
    io.get(0).emit("n", 22L);
    hearsOnly(back(io.get(2), b), 22L);
  }

  @Test
  @DisplayName("API-45 a client goes on at the server that it was on, where it is still seen, too")
  void onTheSameServer() {
    List<Server> io = startRecovering(2);
    TestClient a = informed(io.get(0), "r");
    TestClient takenOver = again(io.get(0), a);
    assertThat(takenOver.id()).isEqualTo(a.id());
    io.get(1).to("r").emit("n", 2L);
    hearsOnly(takenOver, 2L);
    assertThat(io.get(0).size()).isEqualTo(1);
  }

  @Test
  @DisplayName("ADP-9 RED-30 of all servers that are asked for a session at once, one gets it")
  void once() {
    List<Server> io = startRecovering(3);
    TestClient a = lost(io.get(0));
    List<CompletableFuture<TestClient>> asked =
        io.stream().map(server -> CompletableFuture.supplyAsync(() -> again(server, a))).toList();
    List<String> ids = asked.stream().map(each -> now(each).id()).toList();
    if (!ids.contains(a.id())) { // they were quicker than the store
      back(io.get(0), a);
      ids = List.of(a.id(), ids.get(1), ids.get(2));
    }
    assertThat(ids).containsOnlyOnce(a.id());
    Server other = io.get(ids.indexOf(a.id()) == 0 ? 1 : 0);
    assertThat(again(other, a).id()).isNotEqualTo(a.id());
    assertThat(now(other.in(a.id()).fetchSockets())).hasSize(1);
  }

  @Test
  @DisplayName("API-48 what was emitted to one socket alone is there for it on another server")
  void privateEvents() {
    List<Server> io = startRecovering(2);
    TestClient a = join(io.get(0));
    Socket socket = socket(io.get(0), a);
    socket.emit("n", 1L);
    hearsOnly(a, 1L);
    lose(io.get(0), a);
    io.get(1).to(a.id()).emit("n", 2L);
    hearsOnly(back(io.get(1), a), 2L);
  }

  @Test
  @DisplayName("API-48 events, questions and the disconnection of one socket keep their order")
  void orderOfOneSocket() {
    List<Server> io = startRecovering(1);
    TestClient a = join(io.get(0));
    Socket socket = socket(io.get(0), a);
    socket.on(
        "ask",
        (EventArgs args, Ack ack) -> {
          socket.emit("before the answer");
          ack.send("answer");
        });
    CompletableFuture<EventArgs> answer = a.emitWithAck("ask");
    assertThat(now(answer).get(0)).isEqualTo("answer");
    assertThat(a.pending()).extracting(ReceivedEvent::name).containsExactly("before the answer");
    for (int i = 0; i < 50; i++) {
      socket.emit("n", i);
      socket.asVolatile().emit("n", i);
      CompletableFuture<EventArgs> unused = socket.emitWithAck("n", i);
    }
    socket.emit("bye");
    socket.disconnect();
    assertThat(a.awaitDisconnect()).isEqualTo("io server disconnect");
    List<Integer> numbers =
        a.pending().stream()
            .filter(event -> event.name().equals("n"))
            .map(event -> event.get(0, Integer.class))
            .toList();
    assertThat(numbers).isSorted().hasSizeGreaterThanOrEqualTo(100);
    assertThat(a.pending().get(a.pending().size() - 1).name()).isEqualTo("bye");
  }

  @Test
  @DisplayName("API-47 neither volatile events nor questions are there later")
  void notReplayed() {
    List<Server> io = startRecovering(2);
    TestClient a = lost(io.get(0));
    io.get(1).asVolatile().emit("n", "volatile");
    now(io.get(1).timeout(shortTimeout()).emitWithAck("n", "question"));
    io.get(1).emit("n", 2L);
    hearsOnly(back(io.get(1), a), 2L);
  }

  @Test
  @DisplayName("API-40 who is away joins and leaves rooms with the others")
  void roomsWhileAway() {
    List<Server> io = startRecovering(2);
    TestClient a = lost(io.get(0), "r", "left");
    now(io.get(1).to("r").socketsJoin("joined"));
    now(io.get(1).to("r").socketsLeave("left"));
    io.get(1).to("joined").emit("n", 2L);
    io.get(1).to("left").emit("n", "not for it");
    TestClient b = back(io.get(1), a);
    hearsOnly(b, 2L);
    assertThat(socket(io.get(1), b).rooms()).containsExactlyInAnyOrder(a.id(), "r", "joined");
    io.get(0).to("joined").emit("n", 3L);
    hearsOnly(b, 3L);
  }

  @Test
  @DisplayName("API-40 who is disconnected by a server while it is away does not come back")
  void disconnectedWhileAway() {
    List<Server> io = startRecovering(2);
    TestClient a = lost(io.get(0), "banned");
    TestClient other = lost(io.get(0));
    now(io.get(1).in("banned").disconnectSockets());
    back(io.get(1), other); // so the other one has been stored, which was lost before
    assertThat(again(io.get(1), a).id()).isNotEqualTo(a.id());
  }

  @Test
  @DisplayName(
      "API-46 an offset that tells nothing, or a session of another namespace, begins anew")
  void anew() {
    List<Server> io = startRecovering(2);
    TestClient a = lost(io.get(0));
    TestClient other = lost(io.get(0));
    back(io.get(1), other); // as above
    TestClient elsewhere =
        closedAtTheEnd(
            TestClient.to(io.get(1))
                .namespace("/other")
                .recovering(a)
                .timeout(patience())
                .connect());
    assertThat(elsewhere.id()).isNotEqualTo(a.id());
    for (String offset : List.of("", "x", "-", "999999999", "99999999999-0")) {
      TestClient wrong =
          closedAtTheEnd(
              TestClient.to(io.get(1))
                  .auth(Map.of("pid", "unknown", "offset", offset))
                  .timeout(patience())
                  .connect());
      wrong.settle();
      assertThat(socket(io.get(1), wrong).recovered()).isFalse();
    }
  }

  @Test
  @DisplayName("API-46 a client whose data cannot be stored as it is begins anew, and no other one")
  void dataThatCannotBeStored() {
    List<Server> io = startRecovering(2);
    TestClient a = informed(io.get(0));
    BigInteger number = BigInteger.TEN.pow(29).add(BigInteger.ONE);
    socket(io.get(0), a).data().put("number", number);
    lose(io.get(0), a);
    TestClient other = lost(io.get(0));
    back(io.get(1), other); // so the first has been stored by now, if it can be
    TestClient again = again(io.get(1), a);
    Socket socket = socket(io.get(1), again);
    assertThat(socket.recovered()).isEqualTo(again.id().equals(a.id()));
    if (socket.recovered()) {
      assertThat(socket.data().get("number")).isEqualTo(number);
    }
  }

  @Test
  @DisplayName("API-45 nothing of an earlier session is sent to who still names its last event")
  void earlierSession() {
    List<Server> io = startRecovering(2);
    TestClient a = informed(io.get(0), "r");
    socket(io.get(0), a).disconnect();
    a.awaitDisconnect();
    io.get(0).to("r").emit("n", "between");
    TestClient marker = join(io.get(0));
    io.get(0).emit("marker");
    marker.await("marker");
    TestClient second = again(io.get(0), a); // a new session, with the offset of the earlier one
    assertThat(socket(io.get(0), second).recovered()).isFalse();
    socket(io.get(0), second).join("r");
    lose(io.get(0), second);
    io.get(1).to("r").emit("n", 2L);
    hearsOnly(back(io.get(1), second), 2L);
  }

  @Test
  @DisplayName("API-5 API-45 the clients of a server that stops go on at another one")
  void stops() {
    List<Server> io = startRecovering(2);
    TestClient a = informed(io.get(0), "r");
    now(io.get(0).stop());
    io.get(1).to("r").emit("n", 2L);
    TestClient b = back(io.get(1), a);
    hearsOnly(b, 2L);
    assertThat(socket(io.get(1), b).rooms()).contains("r");
  }

  private SessionStore store(int server) {
    return adapter(server).sessions().orElseThrow();
  }

  @Test
  @DisplayName("ADP-9 who takes a session is told how much longer it would have been kept")
  void remainingTime() {
    startRecovering(2);
    String now = store(0).position();
    StoredSession session =
        new StoredSession(
            "id",
            "private id",
            Set.of("id", "r"),
            Map.of("n", 1L),
            Optional.of(new StoredSession.Stay(now, now)));
    for (Duration keep : List.of(Duration.ofHours(1), Duration.ofMinutes(2))) { // put back, then
      now(store(0).persist(session, keep).toCompletableFuture());
      SessionStore.Taken taken =
          now(store(1).take("private id").toCompletableFuture()).orElseThrow();
      assertThat(taken.session()).isEqualTo(session);
      assertThat(taken.remaining().orElseThrow()).isBetween(keep.minus(patience()), keep);
    }
  }
}
