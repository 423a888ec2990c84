package io.roomcast.spi.transport.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.spi.transport.Headers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("SEC-3 SEC-11 what a request asks for is plain, whatever its head says")
class RequestHeadFuzzTest {
  private static final int SHA1_BYTES = 20;
  private static final String UPGRADE =
      """
      GET
      Connection: keep-alive, Upgrade
      Upgrade: websocket
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      """;

  static Stream<byte[]> heads() {
    return Stream.of(
            UPGRADE,
            UPGRADE.replace("GET", "POST"),
            UPGRADE.replace("13", "8"),
            UPGRADE.replace("dGhl", "dGh"),
            UPGRADE.replace("websocket", "WebSocket, h2c"),
            UPGRADE + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n",
            UPGRADE + "Sec-WebSocket-Protocol: a, b\nOrigin: http://a\n")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  /** A method and header lines, each of which ends with a line feed. */
  @MethodSource("heads")
  @FuzzTest
  void handshake(byte[] head) {
    List<String> lines = new String(head, ISO_8859_1).lines().toList();
    String method = lines.isEmpty() ? "" : lines.get(0);
    List<Headers> fields;
    try {
      fields = lines.stream().skip(1).map(RequestHeadFuzzTest::field).toList();
    } catch (IllegalArgumentException noField) {
      return;
    }
    Headers headers = sum(fields);
    boolean asks = OpeningHandshake.isValid(method, headers);

    assertThat(OpeningHandshake.isValid(method, sum(reversed(fields)))).isEqualTo(asks);
    assertThat(OpeningHandshake.isValid(method, headers.plus(Headers.of("X-A", "b"))))
        .isEqualTo(asks);
    if (asks) {
      assertThat(method).isEqualTo("GET");
      assertThat(Base64.getDecoder().decode(OpeningHandshake.accept(headers))).hasSize(SHA1_BYTES);
      Headers key = Headers.of("Sec-WebSocket-Key", headers.first("Sec-WebSocket-Key").get());
      assertThat(OpeningHandshake.isValid(method, headers.plus(key))).isFalse();
    }
  }

  private static Headers field(String line) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no colon");
    }
    return Headers.of(line.substring(0, colon), line.substring(colon + 1).strip());
  }

  private static Headers sum(List<Headers> fields) {
    return fields.stream().reduce(Headers.none(), Headers::plus);
  }

  private static List<Headers> reversed(List<Headers> fields) {
    List<Headers> reversed = new ArrayList<>(fields);
    Collections.reverse(reversed);
    return reversed;
  }

  static Stream<byte[]> targets() {
    return Stream.of(
            "/",
            "*",
            "/a/b?c=d",
            "//a/b",
            "/?",
            "http://a",
            "http://a?b",
            "https://a/b?c://d/e",
            "/a#b",
            "a",
            "ws:",
            "*?a",
            "/a?b?c")
        .map(text -> text.getBytes(ISO_8859_1));
  }

  @MethodSource("targets")
  @FuzzTest
  void target(byte[] bytes) {
    Optional<RequestTarget> parsed = RequestTarget.parse(new String(bytes, ISO_8859_1));
    if (parsed.isEmpty()) {
      return;
    }
    RequestTarget target = parsed.get();
    assertThat(target.path()).doesNotContain("?", "#").matches("(?s)[*]|/.*");
    assertThat(target.rawQuery()).doesNotContain("#");
    String again =
        target.rawQuery().isEmpty() ? target.path() : target.path() + "?" + target.rawQuery();
    assertThat(RequestTarget.parse(again)).contains(target);
  }
}
