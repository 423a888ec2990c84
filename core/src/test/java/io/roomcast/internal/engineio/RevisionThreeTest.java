package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.PATH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionThreeTest extends RevisionThreeScene {
  @ParameterizedTest
  @ValueSource(strings = {"", "&EIO=", "&EIO=3", "&EIO=2", "&EIO=44"})
  @DisplayName("EIO-11 with allowEIO3, what is not exactly 4 is revision 3")
  void revision(String eio) {
    FakeExchange handshake = fixture.request(FakeExchange.get(PATH + "?transport=polling" + eio));

    assertThat(handshake.responseText()).matches("[0-9]+:0\\{.*}");
    assertThat(fixture.listeners.values())
        .singleElement()
        .satisfies(it -> assertThat(it.session.revision()).isEqualTo(ProtocolRevision.V3));
  }

  @Test
  @DisplayName("EIO-11 the option is off by default")
  void offByDefault() {
    EngineFixture closed = new EngineFixture();

    assertThat(closed.request(FakeExchange.get(POLLING)).responseText())
        .isEqualTo("{\"code\":5,\"message\":\"Unsupported protocol version\"}");
  }

  @Test
  @DisplayName("EIO-11 with allowEIO3, clients of revision 4 get what they always get")
  void revisionFour() {
    EngineFixture.PollingClient client = fixture.openPolling();
    client.send("a");

    assertThat(client.session().revision()).isEqualTo(ProtocolRevision.V4);
    assertThat(client.poll().responseText()).isEqualTo("4a");
  }

  @Test
  @DisplayName("EIO-46 JSONP is refused with code 3, and the application is told why")
  void jsonp() {
    FakeExchange refused = fixture.request(FakeExchange.get(POLLING + "&j=0"));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.responseText()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(fixture.listeners).isEmpty();
    assertThat(refusals)
        .extracting(HandshakeError::context)
        .containsExactly(
            Map.of("name", "TRANSPORT_HANDSHAKE_ERROR", "error", "JSONP is not served"));
  }

  @Test
  @DisplayName("EIO-46 a j that is empty, or of a WebSocket, asks for no JSONP")
  void noJsonp() {
    assertThat(fixture.request(FakeExchange.get(POLLING + "&j=")).status()).isEqualTo(200);
    assertThat(openWebSocket("&j=0").closedByServer()).isFalse();
    assertThat(refusals).isEmpty();
  }

  @Test
  @DisplayName("EIO-81 the open packet is that of revision 4, behind its length")
  void openPacket() {
    Client client = new Client("");
    String open =
        "0{\"sid\":\""
            + client.sid
            + "\",\"upgrades\":[\"websocket\"],\"pingInterval\":25000,\"pingTimeout\":20000,"
            + "\"maxPayload\":1000000}";

    assertThat(client.handshake.responseText()).isEqualTo(open.length() + ":" + open);
    assertThat(client.handshake.responseHeaders().first("Content-Type"))
        .hasValue("text/plain; charset=UTF-8");
    assertThat(client.handshake.responseHeaders().first("Cache-Control")).hasValue("no-store");
  }

  @Test
  @DisplayName("EIO-81 the initial packet comes with the open packet")
  void initialPacket() {
    EngineFixture other = new EngineFixture(it -> it.allowEIO3(true).initialPacket("hello"));

    assertThat(other.request(FakeExchange.get(POLLING)).responseText()).endsWith("}6:4hello");
  }

  @Test
  @DisplayName("EIO-14 neither revision may use a session of the other: code 3, PROTOCOL_MISMATCH")
  void mismatch() {
    Client three = new Client("");
    EngineFixture.PollingClient four = fixture.openPolling();

    FakeExchange wrong =
        fixture.request(FakeExchange.get(EngineFixture.POLLING + "&sid=" + three.sid));
    fixture.request(FakeExchange.get(POLLING + "&sid=" + four.sid));
    fixture.request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + four.sid));

    assertThat(wrong.responseText()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(refusals)
        .extracting(HandshakeError::context)
        .containsExactly(
            Map.of("name", "PROTOCOL_MISMATCH", "protocol", "4", "previousProtocol", "3"),
            Map.of("name", "PROTOCOL_MISMATCH", "protocol", "3", "previousProtocol", "4"),
            Map.of("name", "PROTOCOL_MISMATCH", "protocol", "3", "previousProtocol", "4"));
    assertThat(three.listener.closes).isEmpty();
    assertThat(four.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-81 EIO-77 closing the engine leaves nothing of revision 3 behind")
  void engineCloses() {
    FakeExchange poll = new Client("").poll();
    FakeWebSocket webSocket = openWebSocket("");
    fixture.engine.close();

    assertThat(new String(poll.responseBytes(), UTF_8)).isEqualTo("1:1");
    assertThat(webSocket.closedByServer()).isTrue();
    fixture.assertEmpty();
  }
}
