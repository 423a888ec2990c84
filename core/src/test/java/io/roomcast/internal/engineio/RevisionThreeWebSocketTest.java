package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client of revision 3 by WebSocket, and its heartbeat")
class RevisionThreeWebSocketTest extends RevisionThreeScene {
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration LIMIT = Duration.ofSeconds(45);

  // ---- WebSocket

  @Test
  @DisplayName("EIO-81 a binary frame carries its type, both ways")
  void frames() {
    FakeWebSocket webSocket = openWebSocket("");
    RecordingListener listener = fixture.listenerOf(webSocket);
    listener.session.send(unit("a"));
    listener.session.send(List.of(EngineMessage.binary(ByteBuffer.wrap(BYTES))));
    webSocket.receive("4b").receive((byte) 4, (byte) 9).receive("b4AQID");

    assertThat(webSocket.framesAfterOpen()).containsExactly("4a", "<04010203>");
    assertThat(listener.messages).containsExactly("b", "<09>", "<010203>");
  }

  @Test
  @DisplayName("EIO-81 with b64 a WebSocket gets text only")
  void base64Frames() {
    FakeWebSocket webSocket = openWebSocket("&b64=1");
    fixture
        .listenerOf(webSocket)
        .session
        .send(List.of(EngineMessage.binary(ByteBuffer.wrap(BYTES))));

    assertThat(webSocket.framesAfterOpen()).containsExactly("b4AQID");
  }

  @Test
  @DisplayName("EIO-81 a binary frame without a message is a parse error")
  void malformedFrame() {
    FakeWebSocket webSocket = openWebSocket("");
    RecordingListener listener = fixture.listenerOf(webSocket);
    webSocket.receive((byte) 2, (byte) 1);

    assertThat(listener.closes).containsExactly(CloseReason.PARSE_ERROR);
    assertThat(webSocket.closedByServer()).isTrue();
  }

  @Test
  @DisplayName("EIO-81 the upgrade is that of revision 4, and b64 is the WebSocket's own")
  void upgrade() {
    Client client = new Client("&b64=1");
    FakeExchange poll = client.poll();
    FakeWebSocket webSocket = client.attach("");
    webSocket.receive("2probe");
    assertThat(webSocket.frames()).containsExactly("3probe");
    fixture.timers.advance(Upgrade.NOOP_DELAY);
    assertThat(poll.responseText()).isEqualTo("1:6");
    webSocket.receive("5");
    client.send(BYTES);

    assertThat(webSocket.frames()).containsExactly("3probe", "<04010203>");
  }

  // ---- the heartbeat

  @Test
  @DisplayName("EIO-63 a ping of the client is answered, and the server sends none")
  void pings() {
    Client client = new Client("");
    FakeExchange poll = client.poll();
    fixture.timers.advance(LIMIT.minus(TICK));
    assertThat(poll.answered()).isFalse();
    client.post("1:2");
    assertThat(poll.responseText()).isEqualTo("1:3");
    fixture.timers.advance(LIMIT.minus(TICK));
    assertThat(client.listener.closes).isEmpty();
    fixture.timers.advance(TICK);

    assertThat(client.listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-63 only pings count, not what else the client sends")
  void otherPackets() {
    FakeWebSocket webSocket = openWebSocket("");
    RecordingListener listener = fixture.listenerOf(webSocket);
    fixture.timers.advance(LIMIT.minus(TICK));
    webSocket.receive("4a").receive((byte) 4, (byte) 9);
    fixture.timers.advance(TICK);

    assertThat(listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
    assertThat(webSocket.closedByServer()).isTrue();
  }

  @Test
  @DisplayName("EIO-63 a pong of the client is the server's part: transport error")
  void pongFromClient() {
    FakeWebSocket webSocket = openWebSocket("");
    RecordingListener listener = fixture.listenerOf(webSocket);
    webSocket.receive("3");

    assertThat(listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
    assertThat(listener.cause).hasMessageContaining("invalid heartbeat direction");
    assertThat(fixture.timers.pending()).isZero();
  }

  @Test
  @DisplayName("EIO-63 each ping is a heartbeat for those who listen")
  void heartbeatEvent() {
    FakeWebSocket webSocket = openWebSocket("");
    RecordingListener listener = fixture.listenerOf(webSocket);
    List<String> beats = new CopyOnWriteArrayList<>();
    new SessionView(listener.session, this, Runnable::run).onHeartbeat(() -> beats.add("beat"));
    webSocket.receive("2").receive("4a").receive("2");

    assertThat(beats).containsExactly("beat", "beat");
    assertThat(webSocket.framesAfterOpen()).containsExactly("3", "3");
  }

  @Test
  @DisplayName("EIO-63 SEC-14 a client that pings and does not read is owed one answer")
  void floodOfPings() {
    Client client = new Client("");
    client.listener.session.send(unit("a"));
    for (int i = 0; i < 1000; i++) {
      client.post("1:21:21:2");
    }

    assertThat(fixture.timers.pending()).isEqualTo(1);
    assertThat(client.poll().responseText()).isEqualTo("1:32:4a");
    FakeWebSocket webSocket = openWebSocket("");
    webSocket.stall();
    for (int i = 0; i < 1000; i++) {
      webSocket.receive("2");
    }
    webSocket.drain();
    assertThat(webSocket.framesAfterOpen()).containsExactly("3");
  }

  @Test
  @DisplayName("EIO-61 after a switch the client has the full time again")
  void transportChanged() {
    Client client = new Client("");
    fixture.timers.advance(LIMIT.minus(TICK));
    FakeWebSocket webSocket = client.attach("");
    webSocket.receive("2probe").receive("5");
    fixture.timers.advance(LIMIT.minus(TICK));
    assertThat(client.listener.closes).isEmpty();
    fixture.timers.advance(TICK);

    assertThat(client.listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
  }

  @Test
  @DisplayName("EIO-63 while the server does not listen, a missing ping says nothing")
  void deaf() {
    FakeWebSocket webSocket = openWebSocket("");
    RecordingListener listener = fixture.listenerOf(webSocket);
    listener.session.readable(false);
    fixture.timers.advance(LIMIT.multipliedBy(3).plusSeconds(1));
    assertThat(listener.closes).isEmpty();
    listener.session.readable(true);
    fixture.timers.advance(LIMIT.minus(TICK));
    assertThat(listener.closes).isEmpty();
    fixture.timers.advance(TICK);

    assertThat(listener.closes).containsExactly(CloseReason.PING_TIMEOUT);
  }
}
