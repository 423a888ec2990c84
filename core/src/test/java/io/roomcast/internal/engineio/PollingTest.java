package io.roomcast.internal.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PollingTest {
  private final EngineFixture fixture = new EngineFixture();
  private final PollingClient client = fixture.openPolling();

  @Test
  @DisplayName("EIO-33 a poll is held open until there is something to say")
  void holdsPoll() {
    FakeExchange poll = client.poll();
    assertThat(poll.answered()).isFalse();

    client.send("hello");

    assertThat(poll.status()).isEqualTo(200);
    assertThat(poll.responseText()).isEqualTo("4hello");
  }

  @Test
  @DisplayName("EIO-33 a poll is answered at once with everything that waits")
  void flushesBuffer() {
    client.send("a");
    client.send("b");
    assertThat(
            client.session().send(List.of(EngineMessage.binary(ByteBuffer.wrap(new byte[] {1})))))
        .isEqualTo(SendResult.QUEUED);

    assertThat(client.poll().responseText()).isEqualTo("4a\u001e4b\u001ebAQ==");
  }

  @Test
  @DisplayName("EIO-34 the headers of a payload")
  void payloadHeaders() {
    client.send("a");
    FakeExchange poll = client.poll();

    assertThat(poll.responseHeaders().first("Content-Type")).hasValue("text/plain; charset=UTF-8");
    assertThat(poll.responseHeaders().first("Cache-Control")).hasValue("no-store");
  }

  @Test
  @DisplayName("EIO-35 a second GET while one is pending closes the session")
  void pollOverlap() {
    FakeExchange first = client.poll();
    FakeExchange second = client.poll();

    assertThat(first.status()).isEqualTo(200);
    assertThat(first.responseText()).isEqualTo("1");
    assertThat(second.status()).isEqualTo(400);
    assertThat(second.responseText()).isEmpty();
    assertThat(client.listener.cause).hasMessageContaining("overlap from client");
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-36 a POST is decoded, handed over in order and answered ok")
  void post() {
    FakeExchange post = client.post("4hello\u001ebAQIDBA==\u001e4é👋");

    assertThat(post.status()).isEqualTo(200);
    assertThat(post.responseText()).isEqualTo("ok");
    assertThat(post.responseHeaders().first("Content-Type")).hasValue("text/html");
    assertThat(post.responseHeaders().first("Cache-Control")).hasValue("no-store");
    assertThat(client.listener.messages).containsExactly("hello", "<01020304>", "é👋");
  }

  @Test
  @DisplayName("EIO-37 a POST while another one's body is arriving closes the session")
  void postOverlap() {
    FakeExchange first = client.beginPost();
    FakeExchange second = client.post("4b");

    assertThat(second.status()).isEqualTo(400);
    assertThat(second.responseText()).isEmpty();
    assertThat(first.status()).isEqualTo(400);
    first.complete("4a");
    assertThat(client.listener.messages).isEmpty();
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-37 a POST while another one's answer is held back closes the session")
  void postOverlapWhileHeld() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange first = client.post("4a");
    assertThat(first.answered()).isFalse();

    FakeExchange second = client.post("4b");

    assertThat(second.status()).isEqualTo(400);
    assertThat(first.responseText()).isEqualTo("ok"); // its packets were taken in
    assertThat(client.listener.messages).containsExactly("a");
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-37 a POST while another one is paused in its middle closes the session")
  void postOverlapWhilePaused() {
    client.listener.onMessage = () -> client.session().readable(false);
    FakeExchange first = client.post("4a\u001e4b");
    FakeExchange second = client.post("4c");
    client.session().readable(true);

    assertThat(second.status()).isEqualTo(400);
    assertThat(first.status()).isEqualTo(400); // its second packet was not taken in
    assertThat(client.listener.messages).containsExactly("a");
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/octet-stream", "Application/Octet-Stream; charset=binary"})
  @DisplayName("EIO-38 a binary POST is refused and closes the session")
  void binaryPost(String type) {
    FakeExchange post =
        fixture.request(FakeExchange.post(client.target(), "4a").with("Content-Type", type));

    assertThat(post.status()).isEqualTo(400);
    assertThat(post.responseText()).isEmpty();
    assertThat(client.listener.messages).isEmpty();
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain;charset=UTF-8", "application/json", "x"})
  @DisplayName("EIO-38 every other content type is read as text")
  void textPost(String type) {
    fixture.request(FakeExchange.post(client.target(), "4a").with("Content-Type", type));

    assertThat(client.listener.messages).containsExactly("a");
  }

  @Test
  @DisplayName("EIO-39 a body over the limit is answered 413 and the session lives on")
  void bodyTooLarge() {
    FakeExchange post = client.beginPost().overflow();

    assertThat(post.status()).isEqualTo(413);
    assertThat(post.responseText()).isEmpty();
    assertThat(client.listener.closes).isEmpty();
    assertThat(client.post("4a").responseText()).isEqualTo("ok");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u001e", "4a\u001e", "9", "abc", "b***", "4a\u001e8b"})
  @DisplayName("EIO-27, EIO-29, EIO-40 what is no payload closes the session with a parse error")
  void garbage(String body) {
    FakeExchange poll = client.poll();
    FakeExchange post = client.post(body);

    assertThat(poll.responseText()).isEqualTo("1");
    assertThat(post.status()).isEqualTo(400);
    client.assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-28 packets before the first bad one are processed")
  void prefixOfBadPayload() {
    client.post("4a\u001e4b\u001ex\u001e4c");

    assertThat(client.listener.messages).containsExactly("a", "b");
    client.assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-31 malformed UTF-8 closes the session with a parse error")
  void malformedUtf8() {
    client.beginPost().complete(new byte[] {'4', (byte) 0xc3, '('});

    assertThat(client.listener.messages).isEmpty();
    client.assertClosed(CloseReason.PARSE_ERROR);
  }

  @Test
  @DisplayName("EIO-14 other methods of an open session are answered 500")
  void otherMethod() {
    FakeExchange put = fixture.request(FakeExchange.request("PUT", client.target()));

    assertThat(put.status()).isEqualTo(500);
    assertThat(put.responseText()).isEmpty();
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-30 a ping from the client closes the session")
  void pingFromClient() {
    client.post("2");

    assertThat(client.listener.cause).hasMessageContaining("invalid heartbeat direction");
    client.assertClosed(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-30 open, upgrade and noop from the client mean nothing")
  void meaninglessPackets() {
    assertThat(client.post("0\u001e5\u001e6\u001e4a").responseText()).isEqualTo("ok");

    assertThat(client.listener.messages).containsExactly("a");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-32 a message without data is delivered as empty")
  void emptyMessage() {
    client.post("4");

    assertThat(client.listener.messages).containsExactly("");
  }

  @Test
  @DisplayName("EIO-45 old Internet Explorers get X-XSS-Protection: 0")
  void internetExplorer() {
    client.send("a");
    FakeExchange poll =
        fixture.request(
            FakeExchange.get(client.target())
                .with("User-Agent", "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)"));

    assertThat(poll.responseHeaders().first("X-XSS-Protection")).hasValue("0");
  }
}
