package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client of revision 3 that polls")
class RevisionThreePollingTest extends RevisionThreeScene {
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
}
