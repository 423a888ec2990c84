package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.RecoveringClient.REPLY;
import static io.roomcast.internal.socketio.RecoveringClient.TIME;
import static io.roomcast.internal.socketio.RecoveringClient.bed;
import static io.roomcast.internal.socketio.RecoveringClient.sessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who cannot recover, and what is left of it. */
class RecoveryLimitsTest {
  private final TestBed bed = bed(options -> options);
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("API-46 ADP-9 a session is given back once: the second who asks is a new client")
  void once() {
    RecoveringClient client = new RecoveringClient(bed);
    String pid = client.pid;
    String sid = client.sid;
    client.lose();
    client.connect();
    FakeSession second = bed.connect().text("0{\"pid\":\"" + pid + "\"}");
    bed.io().emit("e", 1);
    second.beat();
    FakeSession third = bed.connect().text("0{\"pid\":\"" + pid + "\",\"offset\":\"none\"}");

    assertThat(client.session.ended).as("the second one took it over").isTrue();
    assertThat(second.received()).first().asString().contains(sid);
    assertThat(third.received()).last().asString().doesNotContain(sid).doesNotContain(pid);
  }

  @Test
  @DisplayName("API-46 unknown ids, odd types and offsets that tell nothing give a new session")
  void unknown() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    bed.io().emit("e", 1);
    client.read();
    client.session.beat();
    client.lose();
    for (String ticket :
        List.of(
            "{\"pid\":\"unknown\"}",
            "{\"pid\":7,\"offset\":\"0\"}",
            "{\"pid\":[\"" + client.pid + "\"]}",
            "{\"pid\":\"" + client.pid + "\",\"offset\":\"zzz\"}")) {
      FakeSession other = bed.connect().text("0" + ticket);
      assertThat(other.received()).singleElement().asString().matches(REPLY).doesNotContain(sid);
    }
    assertThat(client.connect()).isEmpty();
    assertThat(client.sid).as("an unknown offset ends it").isNotEqualTo(sid);
  }

  @Test
  @DisplayName(
      "API-46 a client that comes too late gets a new session, and nothing of the old is left")
  void expired() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.socket().join("room");
    client.lose();
    bed.timers.advance(TIME);

    assertThat(bed.timers.pending()).isZero();
    assertThat(sessions(bed).absent()).isZero();
    assertThat(reachable("room")).isFalse();
    client.connect();
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @ParameterizedTest
  @EnumSource(CloseReason.class)
  @DisplayName("API-16 API-47 what can be recovered depends on why the connection ended")
  void reasons(CloseReason reason) {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.session.end(reason);
    client.connect();

    assertThat(client.sid.equals(sid)).isEqualTo(reason != CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("API-16 who left, or was disconnected, is new when it comes again")
  void wanted() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.session.text("1");
    client.connect();
    assertThat(client.sid).isNotEqualTo(sid);

    String second = client.sid;
    client.socket().disconnect();
    client.connect();
    assertThat(client.sid).isNotEqualTo(second);

    String third = client.sid;
    client.socket().disconnect(true);
    client.connect();
    assertThat(client.sid).isNotEqualTo(third);
    assertThat(sessions(bed).absent()).isZero();
  }

  @Test
  @DisplayName("API-16 a violation on polling without a poll can be recovered from as well")
  void violation() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.session.transport = TransportName.POLLING;
    client.session.writable = false;
    client.session.text("0");
    assertThat(client.session.closing).isTrue();

    client.connect();
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("ADP-9 what is kept is bounded: events, bytes and sockets")
  void bounded() {
    TestBed small = bed(o -> o.withMaxEvents(2).withMaxEventBytes(1000).withMaxSockets(1));
    RecoveringClient client = new RecoveringClient(small);
    String sid = client.sid;
    RecoveringClient other = new RecoveringClient(small);
    String otherSid = other.sid;
    other.lose();
    assertThat(small.hits.counts()).isEmpty();
    client.lose();
    assertThat(small.hits.counts()).isEqualTo(Map.of("maxSockets", 1L));
    other.connect();
    assertThat(other.sid).as("one too many, and longest away").isNotEqualTo(otherSid);

    small.io().emit("e", 1);
    small.io().emit("e", 2);
    assertThat(client.connect()).containsExactly("1", "2");
    assertThat(client.sid).isEqualTo(sid);
    client.lose();
    small.io().emit("e", 3);
    small.io().emit("e", 4);
    small.io().emit("e", 5);
    client.connect();
    assertThat(client.sid).as("too many events").isNotEqualTo(sid);
    assertThat(small.hits.counts()).containsOnlyKeys("maxSockets", "maxEvents");

    sid = client.sid;
    client.lose();
    small.io().emit("e", "x".repeat(1000));
    client.connect();
    assertThat(client.sid).as("too many bytes").isNotEqualTo(sid);
  }

  private static FakeSession away(TestBed from, String namespace) {
    FakeSession client = from.connect().text("0" + namespace + ",");
    client.end(CloseReason.TRANSPORT_CLOSE);
    return client;
  }

  private static RecoverableSessions sessionsOf(TestBed of, String namespace) {
    return ((LocalNamespace) of.of(namespace)).recoverable().orElseThrow();
  }

  @Test
  @DisplayName("ADP-9 sockets of all namespaces count that are away; each makes room in its own")
  void oneCount() {
    TestBed small = bed(options -> options.withMaxSockets(2));
    small.of("/a");
    small.of("/b");
    FakeSession first = away(small, "/a");
    FakeSession second = away(small, "/a");
    RecoveringClient newcomer = new RecoveringClient(small);
    String sid = newcomer.sid;
    newcomer.lose();
    assertThat(sessions(small).absent()).as("nobody of its own makes room").isZero();
    assertThat(sessions(small).known()).isZero();
    assertThat(sessions(small).reach().size()).isZero();
    assertThat(small.timers.pending()).isEqualTo(2);
    newcomer.connect();
    assertThat(newcomer.sid).isNotEqualTo(sid);

    FakeSession third = away(small, "/a");
    assertThat(sessionsOf(small, "/a").absent()).isEqualTo(2);
    assertThat(back(small, first)).isFalse();
    assertThat(back(small, second)).isTrue();
    assertThat(back(small, third)).isTrue();
    assertThat(sessionsOf(small, "/a").absent()).isZero();
    away(small, "/b");
    newcomer.lose();
    assertThat(sessionsOf(small, "/b").absent()).as("places are given back").isOne();
    assertThat(sessions(small).absent()).isOne();
  }

  /** Whether it gets its place in the namespace "/a" again. */
  private static boolean back(TestBed to, FakeSession client) {
    String reply = client.received().get(0);
    return to.connect().text(rejoin(reply)).received().contains(reply);
  }

  @Test
  @DisplayName("ADP-9 the events of all namespaces share the bytes of the server")
  void oneBudget() {
    TestBed small = bed(options -> options.withMaxTotalBytes(100));
    RecoveringClient client = new RecoveringClient(small);
    String sid = client.sid;
    small.of("/a");
    FakeSession other = away(small, "/a");
    small.of("/a").emit("e", "x".repeat(50));
    assertThat(sessions(small).bytes()).isPositive();
    client.lose();
    small.io().emit("e", "x".repeat(50));
    client.connect();
    assertThat(client.sid).as("no bytes are left for its event").isNotEqualTo(sid);
    assertThat(back(small, other)).isTrue();
  }

  @Test
  @DisplayName("API-46 a client that missed more than its connection may queue begins anew at once")
  void moreThanTheConnectionTakes() {
    TestBed narrow = narrow();
    RecoveringClient client = new RecoveringClient(narrow);
    String sid = client.sid;
    client.lose();
    for (int i = 0; i < 10; i++) { // each counts 128 and some bytes
      narrow.io().emit("e", i);
    }
    assertThat(client.connect()).hasSize(10);
    assertThat(client.sid).isEqualTo(sid);
    client.lose();
    for (int i = 0; i < 20; i++) {
      narrow.io().emit("e", i);
    }

    assertThat(client.connect()).isEmpty();
    assertThat(client.session.ended).isFalse();
    assertThat(client.sid).isNotEqualTo(sid);
    assertThat(sessions(narrow).bytes()).isZero();
  }

  @Test
  @DisplayName("API-46 so does one that missed more events than its connection may queue")
  void moreEventsThanTheConnectionTakes() {
    TestBed narrow =
        TestBed.with(
            builder ->
                builder
                    .engine(engine -> engine.maxQueuedPackets(12))
                    .connectionStateRecovery(ConnectionStateRecovery.within(TIME)));
    RecoveringClient client = new RecoveringClient(narrow);
    String sid = client.sid;
    client.lose();
    for (int i = 0; i < 10; i++) {
      narrow.io().emit("e", i);
    }
    assertThat(client.connect()).hasSize(10);
    assertThat(client.sid).isEqualTo(sid);
    client.lose();
    for (int i = 0; i < 11; i++) {
      narrow.io().emit("e", i);
    }

    assertThat(client.connect()).isEmpty();
    assertThat(client.session.ended).isFalse();
    assertThat(client.sid).isNotEqualTo(sid);
    assertThat(narrow.hits.counts()).isEqualTo(Map.of("maxQueuedPackets", 1L));
  }

  private static TestBed narrow() {
    return TestBed.with(
        builder ->
            builder
                .engine(engine -> engine.maxQueuedBytes(3000))
                .connectionStateRecovery(
                    ConnectionStateRecovery.within(TIME).withMaxEventBytes(3000)));
  }

  /** A join by which a client asks for the place that it was told of by that reply. */
  private static String rejoin(String reply) {
    String namespace = reply.substring(1, reply.indexOf(',') + 1);
    return "0" + namespace + "{\"pid\":\"" + pid(reply) + "\"}";
  }

  private static String pid(String reply) {
    return reply.replaceAll(".*\"pid\":\"([^\"]+)\".*", "$1");
  }

  @Test
  @DisplayName(
      "API-46 what is missed in all namespaces has to fit the connection, or begins anew there")
  void moreInAllNamespacesThanTheConnectionTakes() {
    TestBed narrow = narrow();
    List<String> names = List.of("/a", "/b", "/c");
    names.forEach(narrow::of);
    FakeSession lost = narrow.connect().text("0/a,", "0/b,", "0/c,");
    List<String> replies = lost.received();
    lost.end(CloseReason.TRANSPORT_CLOSE);
    // each counts some 350 bytes, with the 1024 that a namespace may need besides
    names.forEach(name -> narrow.of(name).emit("e", "x".repeat(200)));

    FakeSession next = narrow.connect();
    replies.forEach(reply -> next.text(rejoin(reply)));
    assertThat(next.ended).isFalse();
    assertThat(next.received()).contains(replies.get(0), replies.get(1));
    assertThat(next.received()).doesNotContain(replies.get(2)).hasSize(5);
    assertThat(next.isIn("/c")).isTrue();
    assertThat(narrow.hits.counts()).isEqualTo(Map.of("maxQueuedBytes", 1L));
    assertThat(sessionsOf(narrow, "/c").absent()).isZero();
  }

  @Test
  @DisplayName(
      "API-46 what the client has confirmed makes room, as does who does not come in after all")
  void roomAgain() {
    TestBed narrow = narrow();
    List<String> names = List.of("/a", "/b", "/c", "/d");
    names.forEach(narrow::of);
    FakeSession lost = narrow.connect().text("0/a,", "0/b,", "0/c,", "0/d,");
    List<String> replies = lost.received();
    lost.end(CloseReason.TRANSPORT_CLOSE);
    names.forEach(name -> narrow.of(name).emit("e", "x".repeat(200)));

    FakeSession next = narrow.connect();
    next.text(rejoin(replies.get(0)), rejoin(replies.get(1)));
    next.text("1/a,", rejoin(replies.get(2)));
    assertThat(next.received()).contains(replies.get(2));
    next.beat();
    next.text(rejoin(replies.get(3)));
    assertThat(next.received()).contains(replies.get(3));
    assertThat(narrow.hits.counts()).isEmpty();
  }

  @Test
  @DisplayName("API-46 a server that would keep more for a socket than it can send is not made")
  void keepsMoreThanItCanSend() {
    ConnectionStateRecovery recovery = ConnectionStateRecovery.within(TIME);
    assertThatThrownBy(
            () ->
                TestBed.options(
                    builder ->
                        builder
                            .engine(engine -> engine.maxQueuedBytes(1000))
                            .connectionStateRecovery(recovery.withMaxEventBytes(1001))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("1001", "1000", "withMaxEventBytes", "maxQueuedBytes");
  }

  @Test
  @DisplayName("API-46 a client that misses too much while it comes back begins anew")
  void overflowWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor, options -> options.withMaxEvents(2));
    slow.io().onConnection(socket -> log.add("connection"));
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.lose();
    executor.runAll();
    client.connect(); // waits for the executor
    for (int i = 0; i < 3; i++) {
      slow.io().emit("e", i);
    }
    executor.runAll();

    assertThat(client.session.ended).isTrue();
    assertThat(log).containsExactly("connection");
    assertThat(sessions(slow).absent()).isZero();
    assertThat(sessions(slow).known()).isZero();
    assertThat(sessions(slow).bytes()).isZero();
    assertThat(slow.timers.pending()).isZero();
    client.connect();
    executor.runAll();
    client.read();
    assertThat(client.sid).isNotEqualTo(sid);
  }

  @Test
  @DisplayName("API-46 a client that comes and goes has one limit to its absence, not many")
  void oneTimer() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor, options -> options);
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    client.read();
    client.lose();
    executor.runAll();
    for (int i = 0; i < 100; i++) {
      client.connect();
      client.lose();
    }
    executor.runAll();

    assertThat(slow.timers.pending()).isEqualTo(1);
    slow.timers.advance(TIME);
    assertThat(sessions(slow).absent()).isZero();
    assertThat(sessions(slow).known()).isZero();
  }

  @Test
  @DisplayName("a server that stops forgets everybody")
  void stop() {
    RecoveringClient client = new RecoveringClient(bed);
    client.lose();
    assertThat(sessions(bed).absent()).isEqualTo(1);
    bed.namespaces.close().join();

    assertThat(sessions(bed).absent()).isZero();
    assertThat(bed.timers.pending()).isZero();
  }

  private boolean reachable(String room) {
    return ((LocalNamespace) bed.io()).adapter().local().hasRoom(room);
  }
}
