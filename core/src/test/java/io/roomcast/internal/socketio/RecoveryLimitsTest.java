package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.RecoveringClient.REPLY;
import static io.roomcast.internal.socketio.RecoveringClient.TIME;
import static io.roomcast.internal.socketio.RecoveringClient.bed;
import static io.roomcast.internal.socketio.RecoveringClient.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.TransportName;
import java.util.List;
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
    client.lose();
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

    sid = client.sid;
    client.lose();
    small.io().emit("e", "x".repeat(1000));
    client.connect();
    assertThat(client.sid).as("too many bytes").isNotEqualTo(sid);
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
