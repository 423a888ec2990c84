package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private static final Headers UPGRADE =
      Headers.builder()
          .add("Host", "a")
          .add("Connection", "keep-alive, Upgrade")
          .add("Upgrade", "websocket")
          .add("Sec-WebSocket-Version", "13")
          .add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
          .build();

  private static RequestHead get(boolean http10, Headers headers, long length) {
    return new RequestHead("GET", new RequestTarget("/", ""), http10, headers, length);
  }

  @ParameterizedTest
  @DisplayName("a target is taken apart as it was sent")
  @CsvSource({
    "/a%20b?x=%31?, /a%20b, x=%31?",
    "/, /, ''",
    "*, *, ''",
    "http://host/p?q, /p, q",
    "http://host, /, ''",
    "http://host?q, /, q"
  })
  void target(String target, String path, String query) {
    assertThat(RequestTarget.parse(target)).hasValue(new RequestTarget(path, query));
  }

  @ParameterizedTest
  @DisplayName("what is no path, or has control characters, is no target")
  @ValueSource(strings = {"", "a", "host:443", "/a#b", "?q", "/a\u007f", "/\u0001", "http://a\tb/"})
  void noTarget(String target) {
    assertThat(RequestTarget.parse(target)).isEqualTo(Optional.empty());
  }

  @Test
  @DisplayName("an opening handshake is valid in all its parts, or not at all")
  void handshake() {
    assertThat(get(false, UPGRADE, 0).asksForWebSocket()).isTrue();
    assertThat(get(true, UPGRADE, 0).asksForWebSocket()).isFalse();
    assertThat(get(false, UPGRADE, -1).asksForWebSocket()).isFalse();
    assertThat(get(false, Headers.of("Upgrade", "websocket"), 0).asksForWebSocket()).isFalse();
    assertThat(OpeningHandshake.isValid("POST", UPGRADE)).isFalse();
    // the example of RFC 6455, section 1.3
    assertThat(OpeningHandshake.accept(UPGRADE)).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  @DisplayName("the connection goes on as HTTP of either version says")
  void keepAlive() {
    assertThat(get(false, Headers.none(), 0).keepAlive()).isTrue();
    assertThat(get(false, Headers.of("Connection", "close"), 0).keepAlive()).isFalse();
    assertThat(get(true, Headers.none(), 0).keepAlive()).isFalse();
    assertThat(get(true, Headers.of("Connection", "keep-alive"), 0).keepAlive()).isTrue();
  }

  @Test
  @DisplayName("SEC-16 an answer's fields cannot frame it, nor smuggle a line")
  void response() {
    Headers headers =
        Headers.builder().add("Content-Length", "7").add("X-A", "b").add("Date", "now").build();
    ByteBuffer head = ResponseHead.of(200, "OK", headers, 3, ResponseHead.CLOSE);

    assertThat(StandardCharsets.ISO_8859_1.decode(head).toString().split("\\r\\n", -1))
        .containsExactly(
            "HTTP/1.1 200 OK",
            "X-A: b",
            "Date: now",
            "Connection: close",
            "Content-Length: 3",
            "",
            "");
    assertThat(StandardCharsets.ISO_8859_1.decode(ResponseHead.goOn()).toString())
        .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
  }
}
