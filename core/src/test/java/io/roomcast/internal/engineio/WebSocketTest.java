package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
  private final EngineFixture fixture = new EngineFixture(options -> options.maxQueuedBytes(400));
  private final FakeWebSocket webSocket = fixture.openWebSocket();
  private final RecordingListener listener = fixture.listenerOf(webSocket);
  private final EngineSession session = listener.session;

  private void assertClosed(CloseReason reason) {
    assertThat(listener.closes).containsExactly(reason);
    assertThat(session.send(unit("late"))).isEqualTo(SendResult.CLOSED);
    assertThat(session.sendVolatile(unit("late"))).isEqualTo(SendResult.CLOSED);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName(
      "EIO-18 the open packet is the first frame, and what the layer above sends follows it")
  void openPacketFirst() {
    assertThat(webSocket.frames()).hasSize(1);
    assertThat(webSocket.frames().get(0)).startsWith("0{\"sid\":");
    assertThat(session.transport()).isEqualTo(TransportName.WEBSOCKET);
  }

  @Test
  @DisplayName("EIO-25 one packet per frame, binary unprefixed, both ways")
  void packetsAndFrames() {
    session.send(
        List.of(EngineMessage.text("a"), EngineMessage.binary(ByteBuffer.wrap(new byte[] {1, 2}))));
    webSocket.receive("4b").receive(new byte[] {4, 1}).receive("bAQIDBA");

    assertThat(webSocket.framesAfterOpen()).containsExactly("4a", "<0102>");
    assertThat(listener.messages).containsExactly("b", "<0401>", "<01020304>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "x", "b*", "bAQ=x", "bé"})
  @DisplayName("EIO-25, EIO-29 what is no packet closes with a parse error")
  void garbage(String frame) {
    webSocket.receive(frame);

    assertThat(webSocket.closeCode()).hasValue(1005);
    assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-30 a close packet ends the session")
  void closePacket() {
    webSocket.receive("1");

    assertThat(webSocket.closedByServer()).isTrue();
    assertClosed(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  @DisplayName("EIO-30 a ping from the client ends the session, other packets mean nothing")
  void otherPackets() {
    webSocket.receive("0").receive("5").receive("6").receive("3");
    assertThat(listener.closes).isEmpty();

    webSocket.receive("2");

    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, TRANSPORT_CLOSE",
    "1001, TRANSPORT_CLOSE",
    "1005, TRANSPORT_CLOSE",
    "1006, TRANSPORT_CLOSE",
    "4000, TRANSPORT_CLOSE",
    "1002, TRANSPORT_CLOSE",
    "1008, TRANSPORT_CLOSE",
    "1009, TRANSPORT_CLOSE"
  })
  @DisplayName("EIO-74 the peer's end of the WebSocket is a transport close, whatever its code")
  void closedByPeer(int code, CloseReason reason) {
    webSocket.end(code);

    assertThat(listener.cause).isNull();
    assertClosed(reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {1002, 1007, 1008, 1009})
  @DisplayName("EIO-48 a WebSocket that was closed for a violation is a transport error")
  void violation(int code) {
    TransportException violation = new TransportException("violation");
    webSocket.end(code, violation);

    assertThat(listener.cause).hasCause(violation);
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-48 a message over maxPayload is named as the cause")
  void tooLarge() {
    webSocket.end(1009, new TransportException("too large"));

    assertThat(listener.cause).hasMessageContaining("maxPayload");
  }

  @Test
  @DisplayName("EIO-74 a broken connection is a transport error with its cause")
  void broken() {
    IOException reset = new IOException("connection reset");
    webSocket.end(1006, reset);

    assertThat(listener.cause).hasCause(reset);
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-49, EIO-75 close sends what is queued, then a close frame without a code")
  void close() {
    webSocket.stall();
    session.send(unit("a"));
    session.send(unit("b"));
    session.close();

    assertThat(webSocket.framesAfterOpen()).containsExactly("4a", "4b");
    assertThat(webSocket.closeCode()).hasValue(1005);
    webSocket.receive("4late");
    webSocket.end(1005);
    assertThat(listener.messages).isEmpty();
    assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-51 SEC-3 an upgrade that fails leaves nothing and tells nobody")
  void failedUpgrade() {
    int before = fixture.listeners.size();
    FakeExchange request = fixture.request(FakeExchange.upgrade(EngineFixture.WEBSOCKET));
    assertThat(fixture.engine.sessionCount()).isEqualTo(2);

    request.failUpgrade();

    assertThat(fixture.engine.sessionCount()).isEqualTo(1);
    assertThat(fixture.engine.seatsTaken()).isEqualTo(1);
    assertThat(fixture.listeners).hasSize(before);
  }

  @Test
  @DisplayName("EIO-51 a first frame that is garbage is a parse error, no crash")
  void garbageAtOnce() {
    FakeWebSocket hasty = fixture.openWebSocket().receive("");

    assertThat(fixture.listenerOf(hasty).closes).containsExactly(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("What the transport does not take waits in order and goes when it is writable")
  void waitsForWritable() {
    webSocket.stall();
    assertThat(session.idle()).isFalse();
    session.send(unit("a"));
    session.send(unit("b", "c"));
    assertThat(webSocket.framesAfterOpen()).isEmpty();

    webSocket.drain();

    assertThat(webSocket.framesAfterOpen()).containsExactly("4a", "4b", "4c");
    assertThat(session.idle()).isTrue();
  }

  @Test
  @DisplayName("EIO-71 volatile is dropped while the WebSocket is not writable, all or nothing")
  void volatileMessages() {
    assertThat(session.sendVolatile(unit("a", "b"))).isEqualTo(SendResult.QUEUED);
    webSocket.stall();
    assertThat(session.sendVolatile(unit("c", "d"))).isEqualTo(SendResult.DROPPED);
    webSocket.drain();

    assertThat(webSocket.framesAfterOpen()).containsExactly("4a", "4b");
  }

  @Test
  @DisplayName("A client that does not read ends its session, and the connection is cut")
  void slowClient() {
    webSocket.stall();
    String message = "x".repeat(39);
    assertThat(session.send(unit(message))).isEqualTo(SendResult.QUEUED);
    assertThat(session.send(unit(message))).isEqualTo(SendResult.QUEUED);
    assertThat(session.send(unit(message))).isEqualTo(SendResult.CLOSED);

    assertThat(webSocket.terminated()).isTrue();
    assertThat(listener.cause).hasMessageContaining("client does not read");
    assertClosed(CloseReason.TOO_SLOW);
  }

  @Test
  @DisplayName("readable(false) pauses the WebSocket")
  void pauses() {
    session.readable(false);
    assertThat(webSocket.reading()).isFalse();
    session.readable(true);
    assertThat(webSocket.reading()).isTrue();
  }

  @Test
  @DisplayName("A listener that fails ends the session, and nothing else")
  void listenerFails() {
    listener.onMessage =
        () -> {
          throw new IllegalStateException("bug above");
        };
    webSocket.receive("4a");

    assertThat(webSocket.closedByServer()).isTrue();
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("A transport that fails to send, with an Error too, ends the session")
  void sendingFails() {
    webSocket.onSend(
        () -> {
          throw new NoClassDefFoundError("some/Class");
        });

    assertThat(session.send(unit("a"))).isEqualTo(SendResult.CLOSED);
    assertThat(listener.cause).hasRootCauseInstanceOf(NoClassDefFoundError.class);
    assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("A transport that fails to close does not keep the listener from being told")
  void closingFails() {
    webSocket.onClose(
        () -> {
          throw new IllegalStateException("bug below");
        });
    session.close();

    assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("What a listener sends from inside a callback goes out after it, in order")
  void sendsFromCallback() {
    listener.onMessage =
        () -> {
          session.send(unit("first"));
          session.send(unit("second"));
          assertThat(webSocket.framesAfterOpen()).isEmpty();
        };
    webSocket.receive("4a");

    assertThat(listener.closes).isEmpty();
    assertThat(webSocket.framesAfterOpen()).containsExactly("4first", "4second");
  }

  @Test
  @DisplayName("What waits for the session itself is bounded too")
  void floodsFromCallback() {
    listener.onMessage =
        () -> {
          int sent = 0;
          while (session.send(unit("x")) == SendResult.QUEUED) {
            sent++;
          }
          assertThat(sent).isBetween(1_000, 20_000);
        };
    webSocket.receive("4a");

    assertThat(listener.cause).hasMessageContaining("client does not read");
    assertClosed(CloseReason.TOO_SLOW);
  }
}
