package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of a session out of the store and back, and who asks for it meanwhile. */
class SessionLookupTest extends StoredRecoveryScene {

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
    SessionTransit transit = RecoveringClient.sessions(b).stored().transit();
    RecoveringClient client = client();
    client.lose();
    back(client, b);
    assertThat(transit.find(client.pid)).as("connected").isEmpty();
    String taken = ticket(client);
    client.socket().disconnect();
    assertThat(b.connect().text(taken).received()).hasSize(1);
    assertThat(transit.find(client.pid)).as("unknown").isEmpty();

    b.io().use(socket -> socket.disconnect());
    RecoveringClient refused = client();
    refused.lose();
    log.forgetStay(refused.pid);
    b.connect().text(ticket(refused));
    assertThat(transit.find(refused.pid)).as("refused").isEmpty();
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
    log.forgetStay(client.pid);
    for (int i = 0; i < 3; i++) {
      back(client, b);
      client.lose();
    }
    assertThat(heard).containsExactly("asked", "asked", "asked");
    assertThat(log.sessions).containsOnlyKeys(client.pid);
    assertThat(b.io().size()).isZero();
  }

  @Test
  @DisplayName("API-46 ADP-9 a session that is put back keeps no more than the time it had left")
  void remainingTime() {
    RecoveringClient client = client();
    client.lose();
    assertThat(log.kept).isEqualTo(RecoveringClient.TIME);
    log.remaining = Optional.of(Duration.ofSeconds(30));
    log.holdReads = true;
    back(client, b);
    b.timers.advance(Duration.ofSeconds(4));
    client.lose();
    log.reads.runAll();
    assertThat(log.kept).isEqualTo(Duration.ofSeconds(26));

    log.remaining = Optional.empty(); // as of one that has no end
    back(client, b);
    client.lose();
    log.reads.runAll();
    assertThat(log.kept).isEqualTo(RecoveringClient.TIME);
  }

  @Test
  @DisplayName("API-46 ADP-9 nor where its client goes while its middlewares run")
  void remainingTimeOfWhoJoins() {
    b.io().useAsync(socket -> new CompletableFuture<>());
    RecoveringClient client = client();
    client.lose();
    log.forgetStay(client.pid); // so the middlewares are asked
    log.remaining = Optional.of(Duration.ofSeconds(30));
    back(client, b);
    b.timers.advance(Duration.ofSeconds(20));
    client.lose();
    assertThat(log.kept).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  @DisplayName("API-46 ADP-9 a session whose time is up while it is out is not put back")
  void timeIsUp() {
    RecoveringClient client = client();
    String sid = client.sid;
    client.lose();
    log.remaining = Optional.of(Duration.ofSeconds(3));
    log.holdReads = true;
    back(client, b);
    b.timers.advance(Duration.ofSeconds(3));
    client.lose();
    log.reads.runAll();
    assertThat(log.sessions).isEmpty();
    log.holdReads = false;
    back(client, b);
    assertThat(client.sid).as("nobody waits for it").isNotEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 of many who ask for one session the last waits, and the others begin anew")
  void askedOften() {
    RecoveringClient client = client();
    client.lose();
    log.holdReads = true;
    FakeSession first = b.connect().text(ticket(client));
    FakeSession second = b.connect().text(ticket(client));
    FakeSession third = b.connect().text(ticket(client));
    assertThat(second.received())
        .singleElement()
        .asString()
        .matches(RecoveringClient.REPLY)
        .doesNotContain(client.sid);
    log.reads.runAll();
    assertThat(first.ended).isTrue();
    assertThat(third.received()).singleElement().asString().contains(client.sid);
  }

  private static FakeSession stranger(TestBed server, int number) {
    return server.connect().text("0{\"pid\":\"made up " + number + "\",\"offset\":\"1\"}");
  }

  @Test
  @DisplayName("RED-30 so many sessions are looked for at a time, for the others in their turn")
  void turns() {
    SessionTransit transit = RecoveringClient.sessions(b).stored().transit();
    RecoveringClient client = client();
    client.lose();
    log.holdTakes = true;
    List<FakeSession> first = new ArrayList<>();
    for (int i = 0; i < Clients.MAX_LOOKUPS; i++) {
      first.add(stranger(b, i));
    }
    FakeSession inLine = stranger(b, 1000);
    back(client, b);
    assertThat(log.takeCalls).isEqualTo(Clients.MAX_LOOKUPS);
    inLine.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(transit.find("made up 1000")).as("it waits no more").isEmpty();
    first.get(1).end(CloseReason.TRANSPORT_CLOSE);
    assertThat(log.takeCalls).as("the store is still at work for it").isEqualTo(100);
    log.takes.runOne();
    assertThat(first.get(0).received()).singleElement().asString().matches(RecoveringClient.REPLY);
    assertThat(log.takeCalls).isEqualTo(Clients.MAX_LOOKUPS + 1);
    assertThat(client.session.received()).isEmpty();
    log.takes.runAll();
    assertThat(client.session.received()).singleElement().asString().contains(client.sid);
    assertThat(transit.find("made up 1")).isEmpty();
    assertThat(b.hits.counts()).isEmpty();
  }

  @Test
  @DisplayName("RED-30 a store that does not answer keeps nobody from a turn for long")
  void turnsThatDoNotEnd() {
    RecoveringClient client = client();
    client.lose();
    log.holdTakes = true;
    List<FakeSession> all = new ArrayList<>();
    for (int i = 0; i < Clients.MAX_LOOKUPS + 10; i++) {
      all.add(stranger(b, i));
    }
    b.timers.advance(TOO_LONG);
    assertThat(all).allSatisfy(session -> assertThat(session.received()).hasSize(1));
    assertThat(log.takeCalls).isLessThanOrEqualTo(all.size());
    log.holdTakes = false;
    FakeSession late = b.connect().text(ticket(client));
    assertThat(late.received()).singleElement().asString().contains(client.sid);
    log.takes.runAll();
    assertThat(all).allSatisfy(session -> assertThat(session.received()).hasSize(1));
  }

  /** Ways in which a lookup is over. */
  enum End {
    BACK,
    GONE_WHILE_TAKEN,
    GONE_WHILE_READ
  }

  @ParameterizedTest
  @EnumSource(End.class)
  @DisplayName("RED-30 a turn ends with its lookup, in whatever way that is over")
  void turnsThatEnd(End end) {
    RecoveringClient client = client();
    client.lose();
    for (int i = 0; i <= Clients.MAX_LOOKUPS; i++) {
      log.holdTakes = end == End.GONE_WHILE_TAKEN;
      log.holdReads = end == End.GONE_WHILE_READ;
      back(client, b);
      client.lose();
      log.takes.runAll();
      log.reads.runAll();
    }
    log.holdTakes = false;
    log.holdReads = false;
    a.io().emit("e", 2);
    assertThat(back(client, b)).containsExactly("2");
  }

  @Test
  @DisplayName(
      "RED-30 where as many wait as may, who comes then begins anew at once, and is counted")
  void lineIsFull() {
    log.holdTakes = true;
    int places = Clients.MAX_LOOKUPS + Clients.MAX_WAITING_LOOKUPS;
    for (int i = 0; i < places; i++) {
      var unused = stranger(b, i);
    }
    assertThat(b.hits.counts()).isEmpty();
    FakeSession late = stranger(b, places);
    assertThat(late.received()).singleElement().asString().matches(RecoveringClient.REPLY);
    assertThat(b.hits.counts()).isEqualTo(Map.of("sessionLookups", 1L));
    assertThat(log.takeCalls).isEqualTo(Clients.MAX_LOOKUPS);
    assertThat(RecoveringClient.sessions(b).stored().transit().find("made up " + places)).isEmpty();
  }

  @Test
  @DisplayName(
      "RED-30 what a client missed is made ready on the executor, not where the wire is read")
  void onTheExecutor() {
    ByHand executor = new ByHand();
    TestBed slow = server(executor);
    RecoveringClient client = client();
    client.lose();
    a.io().emit("e", 2);
    log.holdTakes = true;
    log.holdReads = true;
    back(client, slow);
    assertThat(log.takeCalls).isZero();
    executor.runAll();
    log.takes.runAll();
    int before = log.readCalls;
    executor.runAll();
    assertThat(log.readCalls).isEqualTo(before + 1);
    log.reads.runAll();
    assertThat(RecoveringClient.sessions(slow).bytes()).as("nothing is encoded yet").isZero();
    assertThat(executor.waiting()).isEqualTo(1);
    executor.runOne();
    assertThat(RecoveringClient.sessions(slow).bytes()).isPositive();
    executor.runAll();
    assertThat(client.read()).containsExactly("2");
  }
}
