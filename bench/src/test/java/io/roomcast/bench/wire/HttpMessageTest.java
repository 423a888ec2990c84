package io.roomcast.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMessageTest {
  private static final String AFTER = "what follows";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nX: y\r\n\r\n0{\"ü\"}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n0{\r\n5;x=1\r\n\"ü\"}\r\n0\r\n\r\n"
      })
  @DisplayName("a response ends where its length says, however it is cut")
  void responses(String text) {
    byte[] bytes = (text + AFTER).getBytes(StandardCharsets.UTF_8);
    int end = bytes.length - AFTER.length();
    for (int cut = 1; cut < end; cut++) {
      HttpMessage message = HttpMessage.response();
      assertThat(message.read(bytes, 0, cut)).isEqualTo(cut);
      assertThat(message.isComplete()).isFalse();
      assertThat(message.read(bytes, cut, bytes.length - cut)).isEqualTo(end - cut);

      assertThat(message.isComplete()).isTrue();
      assertThat(message.status()).isEqualTo(200);
      assertThat(message.body()).isEqualTo("0{\"ü\"}");
    }
  }

  @Test
  @DisplayName("the answer to an upgrade has no body, and frames may follow at once")
  void upgrade() {
    HttpMessage request = HttpMessage.request();
    byte[] asked = WebSocketUpgrade.request("127.0.0.1", "/x", false);
    assertThat(request.read(asked, 0, asked.length)).isEqualTo(asked.length);
    assertThat(request.firstLine()).isEqualTo("GET /x HTTP/1.1");

    byte[] answer = WebSocketUpgrade.response(request);
    HttpMessage response = HttpMessage.response();
    assertThat(response.read(answer, 0, answer.length)).isEqualTo(answer.length);
    WebSocketUpgrade.check(response);
  }

  @Test
  @DisplayName("a refusal and a wrong answer are no WebSocket")
  void refusals() {
    refused("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno");
    refused("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: other\r\n\r\n");
  }

  private static void refused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    HttpMessage message = HttpMessage.response();
    message.read(bytes, 0, bytes.length);
    assertThat(message.isComplete()).isTrue();
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> WebSocketUpgrade.check(message));
  }

  @Test
  @DisplayName("a response without a length, and one without an end, are refused")
  void endless() {
    byte[] untold = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> HttpMessage.response().read(untold, 0, untold.length));
    byte[] huge = new byte[2 * 1024 * 1024];
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> HttpMessage.response().read(huge, 0, huge.length));
  }
}
