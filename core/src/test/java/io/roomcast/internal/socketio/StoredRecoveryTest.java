package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.EmitResult;
import io.roomcast.EventDroppedException;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients whose sessions are where all servers find them. */
class StoredRecoveryTest {
  private static final Duration TOO_LONG = Duration.ofSeconds(5);

  private final SharedLog log = new SharedLog();
  private final TestBed a = server(Runnable::run);
  private final TestBed b = server(Runnable::run);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private TestBed server(Executor executor) {
    return new TestBed(
        executor,
        builder ->
            builder
                .adapter(log.server())
                .connectionStateRecovery(
                    ConnectionStateRecovery.within(RecoveringClient.TIME).withMaxEvents(10)));
  }

  /** Has received an event of server a. */
  private RecoveringClient client() {
    RecoveringClient client = new RecoveringClient(a);
    a.io().emit("e", 1);
    assertThat(client.read()).containsExactly("1");
    return client;
  }

  private static List<String> back(RecoveringClient client, TestBed server) {
    client.bed = server;
    return client.connect();
  }

  private static String ticket(RecoveringClient client) {
    return "0{\"pid\":\"" + client.pid + "\",\"offset\":\"" + client.offset + "\"}";
  }

  @Test
  @DisplayName(
      "API-45 ADP-15 on another server a client finds its id, rooms, data and what it missed")
  void goesOn() {
    RecoveringClient client = client();
    client.socket().join("room");
    client.socket().data().put("name", "ada");
    client
        .socket()
        .data()
        .put(
            "odd",
            new Object() {
              @SuppressWarnings("unused")
              private final Object self = this;
            });
    String sid = client.sid;
    String pid = client.pid;
    client.lose();
    b.io().to("room").emit("e", 2);
    b.io().to("other").emit("e", "not for it");
    a.io().to(sid).emit("e", 3);

    assertThat(back(client, b)).containsExactly("2", "3");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.pid).isEqualTo(pid);
    assertThat(client.session.received()).last().asString().contains(sid);
    Socket socket = client.socket();
    assertThat(socket.recovered()).isTrue();
    assertThat(socket.rooms()).containsExactly(sid, "room");
    assertThat(socket.data()).containsExactly(Map.entry("name", "ada"));
    assertThat(log.kept).isEqualTo(RecoveringClient.TIME);
    assertThat(log.sessions).isEmpty();
    a.io().to("room").emit("e", 4);
    assertThat(client.read()).containsExactly("2", "3", "4");
  }

  @Test
  @DisplayName("API-44 ADP-15 offsets are those of the log; volatile and local events have none")
  void offsets() {
    RecoveringClient client = new RecoveringClient(a);
    a.io().emit("bare");
    a.io().asVolatile().emit("volatile");
    a.io().local().emit("local");
    assertThat(client.socket().emit("private")).isEqualTo(EmitResult.QUEUED);
    assertThat(client.session.received())
        .contains("2[\"bare\",\"1\"]", "2[\"volatile\"]", "2[\"local\"]", "2[\"private\",\"3\"]");
  }

  @Test
  @DisplayName("API-46 where a server still sees the client, another one gives it a new session")
  void stillSeenElsewhere() {
    RecoveringClient client = client();
    FakeSession old = client.session;
    String sid = client.sid;
    String ticket = ticket(client);
    back(client, b);
    assertThat(client.sid).isNotEqualTo(sid);
    assertThat(a.io().socket(sid)).isPresent();
    old.end(CloseReason.PING_TIMEOUT);

    FakeSession late = b.connect().text(ticket); // whoever has the secret
    assertThat(late.received()).last().asString().contains(sid);
    FakeSession later = a.connect().text(ticket);
    assertThat(later.received()).singleElement().asString().doesNotContain(sid);
    assertThat(a.io().size() + b.io().size()).isEqualTo(3);
  }

  @Test
  @DisplayName("ADP-9 RED-30 of two servers that ask at once one gets the session")
  void once() {
    RecoveringClient client = client();
    client.lose();
    log.holdTakes = true;
    FakeSession first = a.connect().text(ticket(client));
    FakeSession second = b.connect().text(ticket(client));
    assertThat(first.received()).isEmpty();
    assertThat(second.received()).isEmpty();
    log.takes.runAll();
    assertThat(first.received()).singleElement().asString().contains(client.sid);
    assertThat(second.received())
        .singleElement()
        .asString()
        .doesNotContain(client.sid)
        .doesNotContain(client.pid);
  }

  @Test
  @DisplayName("API-45 a client that is back at its server before that has noticed takes it over")
  void takeover() {
    ByHand executor = new ByHand();
    TestBed slow = server(executor);
    slow.io().onConnection(socket -> socket.onDisconnect(reason -> socket.data().put("late", 1)));
    slow.io()
        .onConnection(socket -> socket.onDisconnecting(reason -> socket.data().put("seen", 1)));
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    slow.io().emit("e", 1);
    client.read();
    String sid = client.sid;
    FakeSession old = client.session;
    client.connect();
    assertThat(old.ended).isTrue();
    assertThat(client.session.received()).as("its session is not stored yet").isEmpty();
    executor.runAll();
    client.read();
    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.socket().data()).as("as it was stored").containsOnlyKeys("seen");
  }

  @Test
  @DisplayName("API-46 a store that fails gives the client a new session, and loses nobody else's")
  void failing() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    log.failing = true;
    back(client, b);
    assertThat(client.sid).isNotEqualTo(sid);
    client.lose(); // it cannot be stored
    back(client, a);
    assertThat(log.sessions).hasSize(1);
    assertThat(client.session.received())
        .singleElement()
        .asString()
        .matches(RecoveringClient.REPLY);
  }

  @Test
  @DisplayName("API-46 a store that is too slow gives a new session, and the old one goes back")
  void slow() {
    RecoveringClient client = client();
    String sid = client.sid;
    String ticket = ticket(client);
    client.lose();
    log.holdTakes = true;
    assertThat(back(client, b)).isEmpty();
    assertThat(client.session.received()).isEmpty();
    b.timers.advance(TOO_LONG);
    client.read();
    assertThat(client.sid).isNotEqualTo(sid);
    log.takes.runAll();
    assertThat(client.session.received()).hasSize(1);
    log.holdTakes = false;
    FakeSession again = a.connect().text(ticket);
    assertThat(again.received()).last().asString().contains(sid);
  }

  @Test
  @DisplayName("API-46 reading that is too slow gives a new session, and the old one goes back")
  void slowReading() {
    RecoveringClient client = client();
    String sid = client.sid;
    String ticket = ticket(client);
    client.lose();
    log.holdReads = true;
    back(client, b);
    b.timers.advance(TOO_LONG);
    assertThat(client.session.received()).hasSize(1);
    log.reads.runAll();
    assertThat(client.session.received()).hasSize(1);
    assertThat(RecoveringClient.sessions(b).absent()).isZero();
    log.holdReads = false;
    FakeSession again = a.connect().text(ticket);
    assertThat(again.received()).last().asString().contains(sid);
  }

  @Test
  @DisplayName("API-45 a client that goes before it is answered leaves its session behind")
  void goneWhileAsked() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    log.holdTakes = true;
    back(client, b);
    client.lose();
    log.takes.runAll();
    log.holdTakes = false;
    log.holdReads = true;
    back(client, b);
    client.lose();
    log.reads.runAll();
    log.holdReads = false;
    a.io().emit("e", 2);
    assertThat(back(client, a)).containsExactly("2");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(b.io().size()).isZero();
    assertThat(RecoveringClient.sessions(b).reach().size()).isZero();
  }

  @Test
  @DisplayName("API-45 nor is anything lost where it goes while its middlewares run")
  void goneWhileJoining() {
    ByHand executor = new ByHand();
    TestBed slow = server(executor);
    RecoveringClient client = client();
    client.socket().data().put("name", "ada");
    String sid = client.sid;
    client.lose();
    back(client, slow);
    a.io().emit("e", 2); // as it is on its way
    client.lose();
    executor.runAll();
    a.io().emit("e", 3);
    assertThat(back(client, b)).containsExactly("2", "3");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(client.socket().data()).containsExactly(Map.entry("name", "ada"));
  }

  @Test
  @DisplayName("API-45 what comes while the log is read is sent once, and behind what was read")
  void whileReading() {
    RecoveringClient client = client();
    client.lose();
    a.io().emit("e", 2);
    log.holdReads = true;
    back(client, b);
    a.io().emit("e", 3); // heard, not read
    log.reads.runAll();
    assertThat(client.read()).containsExactly("2", "3");
    a.io().emit("e", 4);
    assertThat(client.read()).containsExactly("2", "3", "4");
  }

  @Test
  @DisplayName("API-45 what was read before it is heard is not sent again")
  void readAhead() {
    RecoveringClient client = client();
    client.lose();
    log.holdDeliveries = true;
    a.io().emit("e", 2);
    a.io().emit("e", 3);
    assertThat(back(client, b)).containsExactly("2", "3");
    a.io().emit("e", 4);
    log.deliveries.runAll();
    assertThat(client.read()).containsExactly("2", "3", "4");
  }

  @Test
  @DisplayName("API-45 what is heard before it was read in the same answer is not sent twice")
  void heardAndRead() {
    RecoveringClient client = client();
    client.lose();
    log.holdDeliveries = true;
    a.io().emit("e", 2);
    log.holdReads = true;
    back(client, b); // the answer has it
    log.deliveries.runAll(); // and now it is heard
    log.reads.runAll();
    assertThat(client.read()).containsExactly("2");
  }

  @Test
  @DisplayName("API-40 who joined a room while it was away has what was sent there since")
  void joinedWhileAway() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    b.io().in(sid).socketsJoin("room");
    b.io().to("room").emit("e", 2);
    log.holdReads = true;
    int before = log.readCalls;
    back(client, b);
    a.io().to("room").emit("e", 3); // nobody of that room is heard of here yet
    log.reads.runAll();
    assertThat(client.read()).containsExactly("2", "3");
    assertThat(log.readCalls - before).isEqualTo(2);
    assertThat(client.socket().rooms()).containsExactly(sid, "room");
  }

  @Test
  @DisplayName(
      "API-40 who left a room while it was away has nothing of it, however late it is heard")
  void leftWhileAway() {
    RecoveringClient client = client();
    client.socket().join("room");
    client.lose();
    a.io().in(client.sid).socketsLeave("room"); // heard, but nobody is there
    log.holdDeliveries = true;
    a.io().to("room").emit("e", "not for it");
    log.holdReads = true;
    back(client, b); // in the room, as far as is known here
    log.deliveries.runAll();
    log.reads.runAll(); // out of it
    log.reads.runAll();
    a.io().emit("e", 2);
    log.deliveries.runAll();
    assertThat(client.read()).containsExactly("2");
    assertThat(client.socket().rooms()).containsExactly(client.sid);
  }

  @Test
  @DisplayName("API-40 who is disconnected while it is away, or on its way, begins anew")
  void disconnected() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    b.io().in(sid).disconnectSockets();
    back(client, b);
    assertThat(client.sid).isNotEqualTo(sid);

    RecoveringClient other = client();
    String second = other.sid;
    other.lose();
    log.holdReads = true;
    back(other, b);
    a.io().in(second).disconnectSockets();
    log.reads.runAll();
    other.read();
    assertThat(other.sid).isNotEqualTo(second);
  }

  @Test
  @DisplayName("API-45 middlewares are asked of a session of which nobody says whose it is")
  void middlewares() {
    b.io().use(socket -> heard.add("asked"));
    RecoveringClient ours = client();
    ours.lose();
    back(ours, b);
    assertThat(heard).isEmpty();
    RecoveringClient other = client();
    String sid = other.sid;
    other.lose();
    StoredSession stored = log.sessions.get(other.pid);
    log.sessions.put(
        other.pid,
        new StoredSession(
            stored.id(), stored.privateId(), stored.rooms(), stored.data(), Optional.empty()));
    back(other, b);
    assertThat(heard).containsExactly("asked");
    assertThat(other.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 middlewares are asked again of who was gone before they had answered")
  void middlewaresThatDoNotAnswer() {
    b.io()
        .useAsync(
            socket -> {
              heard.add("asked");
              return new CompletableFuture<>();
            });
    RecoveringClient client = client();
    client.lose();
    StoredSession stored = log.sessions.get(client.pid);
    log.sessions.put(
        client.pid,
        new StoredSession(
            stored.id(), stored.privateId(), stored.rooms(), stored.data(), Optional.empty()));
    for (int i = 0; i < 3; i++) {
      back(client, b);
      client.lose();
    }
    assertThat(heard).containsExactly("asked", "asked", "asked");
    assertThat(log.sessions).containsOnlyKeys(client.pid);
    assertThat(b.io().size()).isZero();
  }

  @Test
  @DisplayName("API-46 RED-33 what the store gives back and cannot be is not taken")
  void impossible() {
    RecoveringClient client = client();
    Optional<StoredSession.Stay> unknown = Optional.empty();
    List<StoredSession> wrong =
        List.of(
            new StoredSession("nobody", "another's", Set.of(), Map.of(), unknown),
            new StoredSession("x".repeat(1000), "pid1", Set.of(), Map.of(), unknown),
            new StoredSession("nobody", "pid2", Set.of("r".repeat(1000)), Map.of(), unknown),
            new StoredSession(client.sid, "pid3", Set.of(), Map.of(), unknown)); // who is here
    for (int i = 0; i < wrong.size(); i++) {
      log.sessions.put("pid" + i, wrong.get(i));
      FakeSession session = a.connect().text("0{\"pid\":\"pid" + i + "\",\"offset\":\"1\"}");
      assertThat(session.received())
          .singleElement()
          .asString()
          .matches(RecoveringClient.REPLY)
          .doesNotContain("pid" + i)
          .doesNotContain(wrong.get(i).id());
    }
    assertThat(a.io().socket(client.sid)).isPresent();
  }

  @Test
  @DisplayName("API-46 who missed more than is kept, or names no offset, begins anew")
  void tooMuch() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    for (int i = 0; i < 11; i++) {
      a.io().emit("e", i);
    }
    assertThat(back(client, b)).isEmpty();
    assertThat(client.sid).isNotEqualTo(sid);
    String second = client.sid;
    client.offset = null;
    client.lose();
    back(client, a);
    assertThat(client.sid).isNotEqualTo(second);
  }

  @Test
  @DisplayName("API-13 nothing of a client is heard before it is known who it is")
  void pending() {
    b.io().onConnection(socket -> socket.onAny((event, args) -> heard.add(event)));
    RecoveringClient client = client();
    client.lose();
    log.holdTakes = true;
    back(client, b);
    FakeSession session = client.session.text("2[\"e\"]");
    assertThat(session.ended).as("it is not in yet").isTrue();
    log.takes.runAll();
    assertThat(heard).isEmpty();
    assertThat(session.received()).isEmpty();
    assertThat(log.sessions).as("it may try again").containsKey(client.pid);
  }

  @Test
  @DisplayName("API-48 what goes straight to a client stays behind what takes the log")
  void order() {
    RecoveringClient client = new RecoveringClient(a);
    Socket socket = client.socket();
    log.holdDeliveries = true;
    socket.emit("e", 1);
    socket.emitWithAck("question");
    assertThat(socket.asVolatile().emit("volatile")).isEqualTo(EmitResult.DROPPED);
    assertThat(socket.emit("e", 2)).isEqualTo(EmitResult.QUEUED);
    socket.disconnect();
    assertThat(client.session.received()).hasSize(1);
    assertThat(socket.connected()).isTrue();
    log.deliveries.runAll();
    assertThat(client.session.received().subList(1, 5))
        .containsExactly("2[\"e\",1,\"1\"]", "20[\"question\"]", "2[\"e\",2,\"2\"]", "1");
    assertThat(socket.connected()).isFalse();
    assertThat(socket.emit("e", 3)).isEqualTo(EmitResult.CLOSED);
  }

  @Test
  @DisplayName("API-48 what is volatile is sent straight, and tells what became of it")
  void volatileEvents() {
    RecoveringClient client = new RecoveringClient(a);
    Socket socket = client.socket();
    assertThat(socket.asVolatile().emit("volatile", 1)).isEqualTo(EmitResult.QUEUED);
    assertThat(client.session.received()).last().isEqualTo("2[\"volatile\",1]");
    client.session.writable = false;
    assertThat(socket.asVolatile().emit("volatile", 2)).isEqualTo(EmitResult.DROPPED);
  }

  @Test
  @DisplayName("API-48 where too much waits for the log nothing overtakes it, and no more is taken")
  void tooMuchWaits() {
    RecoveringClient client = new RecoveringClient(a);
    Socket socket = client.socket();
    socket.on("ask", (args, ack) -> ack.send("answer"));
    log.holdDeliveries = true;
    socket.emit("e", 1);
    for (int i = 0; i < 1000; i++) {
      client.session.text("2" + i + "[\"ask\"]");
    }
    assertThat(socket.emitWithAck("one too many"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(EventDroppedException.class);
    assertThat(client.session.ended).isFalse();
    client.session.text("21000[\"ask\"]");
    assertThat(client.session.ended).as("as where its queue is full").isTrue();
    assertThat(client.session.received()).hasSize(1);
  }

  @Test
  @DisplayName(
      "API-16 API-48 nothing is heard of who is disconnected, though what it is sent waits")
  void silenced() {
    RecoveringClient client = client();
    String sid = client.sid;
    Socket socket = client.socket();
    socket.onAny((event, args) -> heard.add(event));
    log.holdDeliveries = true;
    socket.emit("e", 2);
    client.session.text("2[\"heard\"]");
    socket.disconnect();
    client.session.text("2[\"too late\"]");
    assertThat(heard).containsExactly("heard");
    assertThat(socket.connected()).isTrue();
    client.lose();
    log.deliveries.runAll();
    assertThat(log.sessions).as("nor does it come back").isEmpty();
    back(client, b);
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 API-46 an event that cannot be encoded is left out, and no more than that")
  void unencodable() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    a.io().emit("e", 2);
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    log.append(
        new ClusterMessage.Broadcast(List.of("e", circular), Selection.all(), EmitFlags.DEFAULT));
    a.io().emit("e", 4);
    assertThat(back(client, b)).containsExactly("2", "4");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 who asks for a session that is being put back waits for that")
  void putBack() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    log.holdReads = true;
    back(client, b);
    client.lose();
    log.holdPersists = true;
    log.reads.runAll();
    log.holdReads = false;
    back(client, b);
    assertThat(client.session.received()).isEmpty();
    log.persists.runAll();
    client.read();
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName(
      "API-45 who asks for a session that another connection is about to get takes it over")
  void askedTwice() {
    RecoveringClient client = client();
    client.lose();
    log.holdReads = true;
    FakeSession first = b.connect().text(ticket(client));
    FakeSession second = b.connect().text(ticket(client));
    log.reads.runAll();
    assertThat(first.ended).isTrue();
    assertThat(second.received()).singleElement().asString().contains(client.sid);
    assertThat(b.io().size()).isEqualTo(1);
  }

  @Test
  @DisplayName("API-46 nobody waits for a session that has turned out to be none")
  void nothingLeftBehind() {
    StoredSessions stored = RecoveringClient.sessions(b).stored();
    RecoveringClient client = client();
    client.lose();
    back(client, b);
    assertThat(stored.pending(client.pid)).as("connected").isEmpty();
    String taken = ticket(client);
    client.socket().disconnect();
    assertThat(b.connect().text(taken).received()).hasSize(1);
    assertThat(stored.pending(client.pid)).as("unknown").isEmpty();

    b.io().use(socket -> socket.disconnect());
    RecoveringClient refused = client();
    refused.lose();
    StoredSession known = log.sessions.get(refused.pid);
    log.sessions.put(
        refused.pid,
        new StoredSession(
            known.id(), known.privateId(), known.rooms(), known.data(), Optional.empty()));
    b.connect().text(ticket(refused));
    assertThat(stored.pending(refused.pid)).as("refused").isEmpty();
  }

  @Test
  @DisplayName("API-45 who is back in the moment in which its session goes is not turned away")
  void backAtOnce() {
    RecoveringClient client = client();
    String sid = client.sid;
    AtomicReference<FakeSession> again = new AtomicReference<>();
    log.onRoomDeleted =
        () -> {
          log.onRoomDeleted = () -> {};
          again.set(a.connect().text(ticket(client)));
        };
    client.lose();
    assertThat(again.get().received()).singleElement().asString().contains(sid);
  }

  @Test
  @DisplayName("API-48 without recovery a store is not asked, and events to one socket stay here")
  void off() {
    TestBed plain = new TestBed(Runnable::run, builder -> builder.adapter(log.server()));
    FakeSession session = plain.join();
    log.holdDeliveries = true;
    plain.socketOf(session).emit("e", 1);
    assertThat(session.received()).last().isEqualTo("2[\"e\",1]");
    session.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(log.sessions).isEmpty();
  }

  @Test
  @DisplayName("API-5 API-16 the clients of a server that stops may go on at another one")
  void stop() {
    RecoveringClient client = client();
    String sid = client.sid;
    a.clients.shuttingDown();
    client.session.end(CloseReason.FORCED_CLOSE);
    b.io().emit("e", 2);
    assertThat(back(client, b)).containsExactly("2");
    assertThat(client.sid).isEqualTo(sid);
  }
}
