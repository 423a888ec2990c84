package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.EmitResult;
import io.roomcast.EventDroppedException;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What one socket is sent where its events go through a log. */
class StoredEmitTest extends StoredRecoveryScene {

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
    assertThat(a.hits.counts()).isEmpty();
    assertThat(socket.emitWithAck("one too many"))
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(EventDroppedException.class);
    assertThat(a.hits.counts()).isEqualTo(Map.of("acksBehindLog", 1L));
    assertThat(client.session.ended).isFalse();
    client.session.text("21000[\"ask\"]");
    assertThat(client.session.ended).as("as where its queue is full").isTrue();
    assertThat(a.hits.counts()).isEqualTo(Map.of("acksBehindLog", 2L));
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
}
