package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.PATH;
import static io.roomcast.internal.engineio.EngineFixture.unit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HttpCompression;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionThreeTest {
  private static final String POLLING = PATH + "?EIO=3&transport=polling";
  private static final String WEBSOCKET = PATH + "?EIO=3&transport=websocket";
  private static final Duration TICK = Duration.ofNanos(1);
  private static final Duration LIMIT = Duration.ofSeconds(45);
  private static final byte[] BYTES = {1, 2, 3};

  private final List<HandshakeError> refusals = new CopyOnWriteArrayList<>();
  private final EngineFixture fixture =
      new EngineFixture(
          options ->
              options
                  .allowEIO3(true)
                  .httpCompression(new HttpCompression(100))
                  .onHandshakeError(refusals::add));

  /** A session of revision 3 on polling, as its client sees it. */
  private final class Client {
    final FakeExchange handshake;
    final String query;
    final String sid;
    final RecordingListener listener;

    Client(String query) {
      this.query = query;
      handshake = fixture.request(FakeExchange.get(POLLING + query));
      String text = handshake.responseText();
      sid = EngineFixture.sidOf(text.substring(text.indexOf(':') + 1));
      listener = fixture.listeners.get(sid);
    }

    String target() {
      return POLLING + query + "&sid=" + sid;
    }

    FakeExchange poll() {
      return fixture.request(FakeExchange.get(target()));
    }

    FakeExchange post(String body) {
      return fixture.request(FakeExchange.post(target(), body));
    }

    FakeExchange postBinary(String hex) {
      return fixture.request(
          FakeExchange.request("POST", target())
              .with("Content-Type", "application/octet-stream")
              .complete(HexFormat.of().parseHex(hex)));
    }

    FakeWebSocket attach(String further) {
      return fixture
          .request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid + further))
          .openWebSocket();
    }

    void send(byte[] bytes) {
      listener.session.send(List.of(EngineMessage.binary(ByteBuffer.wrap(bytes))));
    }
  }

  private static String hex(FakeExchange exchange) {
    return HexFormat.of().formatHex(exchange.responseBytes());
  }

  private FakeWebSocket openWebSocket(String further) {
    return fixture.request(FakeExchange.upgrade(WEBSOCKET + further)).openWebSocket();
  }

  // ---- the handshake

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

  // ---- polling

  @Test
  @DisplayName("EIO-81 texts go and come behind their length")
  void texts() {
    Client client = new Client("");
    client.listener.session.send(unit("a", "👋"));

    assertThat(client.poll().responseText()).isEqualTo("2:4a3:4👋");
    assertThat(client.post("2:4b3:4👋").responseText()).isEqualTo("ok");
    assertThat(client.listener.messages).containsExactly("b", "👋");
  }

  @Test
  @DisplayName("EIO-81 with binary a payload is bytes, and its content type says so")
  void binary() {
    Client client = new Client("");
    client.listener.session.send(unit("é"));
    client.send(BYTES);
    FakeExchange poll = client.poll();

    assertThat(hex(poll)).isEqualTo("0003ff34c3a90104ff04010203");
    assertThat(poll.responseHeaders().all("Content-Type"))
        .containsExactly("application/octet-stream");
    assertThat(poll.responseHeaders().first("Cache-Control")).hasValue("no-store");
  }

  @Test
  @DisplayName("EIO-81 with b64 binary goes as base64")
  void base64() {
    Client client = new Client("&b64=1");
    client.send(BYTES);
    FakeExchange poll = client.poll();

    assertThat(poll.responseText()).isEqualTo("6:b4AQID");
    assertThat(poll.responseHeaders().first("Content-Type")).hasValue("text/plain; charset=UTF-8");
  }

  @Test
  @DisplayName("EIO-81 binary comes as bytes or base64, whatever the client takes")
  void binaryPosts() {
    for (String query : List.of("", "&b64=1")) {
      Client client = new Client(query);

      assertThat(client.postBinary("0003ff34c3a90104ff04010203").responseText()).isEqualTo("ok");
      assertThat(client.post("6:b4AQID").responseText()).isEqualTo("ok");
      assertThat(client.listener.messages).containsExactly("é", "<010203>", "<010203>");
    }
  }

  @Test
  @DisplayName("EIO-81 EIO-28 a malformed body is a parse error, after what came before it")
  void malformed() {
    Client text = new Client("");
    Client binary = new Client("");

    assertThat(text.post("2:4a2:4").status()).isEqualTo(400);
    assertThat(binary.postBinary("0002ff3461 0109ff04".replace(" ", "")).status()).isEqualTo(400);
    for (Client client : List.of(text, binary)) {
      assertThat(client.listener.messages).containsExactly("a");
      assertThat(client.listener.closes).containsExactly(CloseReason.PARSE_ERROR);
    }
  }

  @Test
  @DisplayName("EIO-81 EIO-41 a close packet ends the session, and what follows it is dropped")
  void clientCloses() {
    Client client = new Client("");
    FakeExchange poll = client.poll();

    assertThat(client.post("1:12:4a").responseText()).isEqualTo("ok");
    assertThat(poll.responseText()).isEqualTo("1:6");
    assertThat(client.listener.messages).isEmpty();
    assertThat(client.listener.closes).containsExactly(CloseReason.TRANSPORT_CLOSE);
  }

  @Test
  @DisplayName("EIO-81 EIO-44 the server's close is a packet behind its length, too")
  void serverCloses() {
    Client waiting = new Client("");
    FakeExchange poll = waiting.poll();
    waiting.listener.session.close();
    assertThat(poll.responseText()).isEqualTo("1:1");

    Client away = new Client("");
    away.listener.session.close();
    assertThat(away.poll().responseText()).isEqualTo("1:61:1");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-81 EIO-47 payloads of both kinds are compressed")
  void compression() throws IOException {
    Client client = new Client("");
    client.send(new byte[500]);
    FakeExchange poll =
        fixture.request(FakeExchange.get(client.target()).with("Accept-Encoding", "gzip"));

    assertThat(poll.responseHeaders().first("Content-Encoding")).hasValue("gzip");
    assertThat(poll.responseHeaders().all("Content-Type"))
        .containsExactly("application/octet-stream");
    try (var bytes = new GZIPInputStream(new ByteArrayInputStream(poll.responseBytes()))) {
      assertThat(HexFormat.of().formatHex(bytes.readAllBytes()))
          .isEqualTo("01050001ff04" + "00".repeat(500));
    }
  }

  // ---- its limits

  @Test
  @DisplayName("EIO-81 EIO-39 a body over the limit is answered 413, and the session lives on")
  void bodyTooLarge() {
    Client client = new Client("");
    FakeExchange post =
        fixture
            .request(
                FakeExchange.request("POST", client.target())
                    .with("Content-Type", "application/octet-stream"))
            .overflow();

    assertThat(post.status()).isEqualTo(413);
    assertThat(client.post("2:4a").responseText()).isEqualTo("ok");
  }

  @Test
  @DisplayName("EIO-81 EIO-35 EIO-37 a second request of a kind ends the session")
  void overlaps() {
    Client poller = new Client("");
    assertThat(poller.poll().answered()).isFalse();
    assertThat(poller.poll().status()).isEqualTo(400);
    Client poster = new Client("");
    fixture.request(FakeExchange.request("POST", poster.target()));
    assertThat(poster.post("2:4a").status()).isEqualTo(400);

    assertThat(poller.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
    assertThat(poster.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
    assertThat(poster.listener.messages).isEmpty();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-81 a client that does not read is disconnected, on either transport")
  void slowClients() {
    EngineFixture small = new EngineFixture(it -> it.allowEIO3(true).maxQueuedBytes(400));
    String open = small.request(FakeExchange.get(POLLING)).responseText();
    RecordingListener onPolling =
        small.listeners.get(EngineFixture.sidOf(open.substring(open.indexOf(':') + 1)));
    FakeWebSocket webSocket = small.request(FakeExchange.upgrade(WEBSOCKET)).openWebSocket();
    webSocket.stall();

    for (RecordingListener each : List.of(onPolling, small.listenerOf(webSocket))) {
      int sent = 0;
      while (each.closes.isEmpty() && sent < 100) {
        each.session.send(List.of(EngineMessage.binary(ByteBuffer.wrap(new byte[40]))));
        sent++;
      }
      assertThat(each.closes).containsExactly(CloseReason.TOO_SLOW);
      assertThat(each.cause).hasMessageContaining("client does not read");
    }
    small.assertEmpty();
  }

  @Test
  @DisplayName("EIO-81 a payload waits in its middle while its packets are not wanted")
  void pauses() {
    Client client = new Client("");
    client.listener.onMessage = () -> client.listener.session.readable(false);
    FakeExchange post = client.postBinary("0002ff34610002ff3462");
    assertThat(client.listener.messages).containsExactly("a");
    assertThat(post.answered()).isFalse();
    client.listener.session.readable(true);
    client.listener.session.readable(true);

    assertThat(client.listener.messages).containsExactly("a", "b");
    assertThat(post.responseText()).isEqualTo("ok");
  }

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
