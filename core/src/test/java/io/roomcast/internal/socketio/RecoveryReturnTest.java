package io.roomcast.internal.socketio;

import static io.roomcast.internal.socketio.RecoveringClient.bed;
import static io.roomcast.internal.socketio.RecoveringClient.sessions;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.DisconnectReason;
import io.roomcast.engineio.CloseReason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The way back, and what happens on it. */
class RecoveryReturnTest {
  private final TestBed bed = bed(options -> options);
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("API-45 a client that is back before the old connection is found dead takes it over")
  void takeover() {
    bed.io()
        .onConnection(
            socket -> {
              log.add("connection");
              socket.onDisconnect(reason -> log.add(reason.name()));
            });
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    FakeSession old = client.session;
    bed.io().emit("e", 1);

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
    assertThat(old.ended).isTrue();
    assertThat(log).containsExactly("connection", "TRANSPORT_CLOSE", "connection");
    assertThat(bed.io().size()).isEqualTo(1);
  }

  @Test
  @DisplayName("API-15 the connection's listeners wait for those of the disconnection")
  void listenersInOrder() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor, options -> options);
    slow.io()
        .onConnection(
            socket -> {
              log.add("connection, " + socket.data());
              socket.onDisconnect(
                  reason -> {
                    log.add("disconnect");
                    socket.data().put("seen", reason);
                  });
            });
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    client.read();
    client.lose();
    FakeSession next = slow.connect().text("0{\"pid\":\"" + client.pid + "\"}");
    assertThat(next.received()).as("the old socket's listeners have not run").isEmpty();
    executor.runAll();

    assertThat(log)
        .containsExactly(
            "connection, {}",
            "disconnect",
            "connection, {seen=" + DisconnectReason.TRANSPORT_CLOSE + "}");
    assertThat(next.received()).last().asString().contains(client.sid);
  }

  @Test
  @DisplayName("API-45 a client that goes again before it is back may try once more, in its time")
  void goneWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor, options -> options);
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.lose();
    executor.runAll();
    slow.io().emit("e", 1);
    client.connect(); // its join waits for the executor
    client.lose();
    executor.runAll();
    slow.io().emit("e", 2);
    client.connect();
    executor.runAll();

    assertThat(client.read()).containsExactly("1", "2");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 a heartbeat on the way back confirms nothing of what is still to be sent")
  void beatWhileReturning() {
    ByHand executor = new ByHand();
    TestBed slow = bed(executor, options -> options);
    RecoveringClient client = new RecoveringClient(slow);
    executor.runAll();
    client.read();
    String sid = client.sid;
    client.lose();
    executor.runAll();
    slow.io().emit("e", 1);
    client.connect(); // its join waits for the executor
    client.session.beat();
    client.lose();
    executor.runAll();
    client.connect();
    executor.runAll();

    assertThat(client.read()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-45 nor does one that comes before what was missed has been handed over")
  void beatBeforeTheMissed() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.lose();
    bed.io().emit("e", 1);
    FakeSession next = bed.connect();
    next.beforeSend =
        () -> { // the first thing that is sent is what was missed
          next.beforeSend = () -> {};
          next.beat();
          next.closing = true; // broken: nothing arrives
        };
    next.text("0{\"pid\":\"" + client.pid + "\"}");
    next.end(CloseReason.TRANSPORT_CLOSE);
    assertThat(next.received()).isEmpty();

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
    client.session.beat();
    assertThat(sessions(bed).bytes()).as("it is confirmed now").isZero();
  }

  @Test
  @DisplayName("API-45 nor is one lost that comes between the end of a connection and its reply")
  void emitBehindTheEnd() {
    RecoveringClient client = new RecoveringClient(bed);
    String sid = client.sid;
    client.lose();
    FakeSession next = bed.connect();
    next.beforeSend =
        () -> { // the first thing that is sent is the reply
          next.beforeSend = () -> {};
          next.closing = true; // broken: nobody has been told
          bed.io().emit("e", 1);
        };
    next.text("0{\"pid\":\"" + client.pid + "\"}");
    next.end(CloseReason.TRANSPORT_CLOSE);

    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
  }
}
