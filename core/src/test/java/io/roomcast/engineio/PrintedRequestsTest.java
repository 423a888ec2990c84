package io.roomcast.engineio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.spi.transport.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrintedRequestsTest {
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
  private static final Headers HEADERS =
      Headers.builder().add("User-Agent", "a browser").add("Cookie", "id=SECRET").build();

  @Test
  void a_handshake_prints_the_keys_of_its_query_only_and_no_line_of_its_own() {
    HandshakeRequest request =
        new HandshakeRequest(
            "/socket.io/",
            Map.of("token", "SECRET", "a\nb", "SECRET"),
            HEADERS,
            PEER,
            true,
            TransportName.POLLING,
            Instant.EPOCH);
    assertThat(request.toString())
        .doesNotContain("SECRET")
        .contains("path=/socket.io/, query=[a?b, token], headers=[User-Agent: a browser, Cookie")
        .endsWith("secure=true, transport=POLLING, issued=1970-01-01T00:00:00Z]");
    assertThat(request.query()).containsEntry("token", "SECRET");
  }

  @Test
  void a_refusal_prints_what_is_wrong_but_no_value_of_the_client() {
    HandshakeError error =
        new HandshakeError(
            Code.BAD_REQUEST,
            "Bad request",
            Map.of("name", "PROTOCOL_MISMATCH", "protocol", "SECRET"),
            HEADERS,
            PEER);
    assertThat(error.toString())
        .doesNotContain("SECRET")
        .startsWith(
            "HandshakeError[code=BAD_REQUEST, message=Bad request, name=PROTOCOL_MISMATCH,"
                + " context=[name, protocol], headers=[User-Agent: a browser, Cookie: (hidden)]");
  }

  @Test
  void what_could_not_be_sent_is_refused_by_the_options_of_Cors() {
    Cors cors = Cors.allowAny();
    assertThatIllegalArgumentException().isThrownBy(() -> cors.withMethods("GET", "한"));
    assertThatIllegalArgumentException().isThrownBy(() -> cors.withAllowedHeaders("x y"));
    assertThatIllegalArgumentException().isThrownBy(() -> cors.withExposedHeaders("x\n"));
    assertThat(cors.withAllowedHeaders("*", "x-a").allowedHeaders()).containsExactly("*", "x-a");
  }
}
