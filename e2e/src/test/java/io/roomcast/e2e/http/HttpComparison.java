package io.roomcast.e2e.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Limits;
import io.roomcast.transport.javawebsocket.ParserReader;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Gives the same bytes to both transports. Whatever they are, both see the same requests, up to the
 * one that one of them refuses: so no proxy's request can be cut in two by either.
 */
final class HttpComparison {
  /** Small, so that a length that is wrong meets its limit before the probes are used up. */
  private static final Limits LIMITS = Limits.builder().maxBodyBytes(100).build();

  /** Behind each input: to whoever waits for more, these are more. */
  private static final byte[] PROBES =
      "GET /probe HTTP/1.1\r\nHost: a\r\n\r\n".repeat(4).getBytes(ISO_8859_1);

  private final HttpReader javaWebSocket = new ParserReader(LIMITS);
  private final HttpReader netty = new NettyReader(LIMITS);

  /**
   * What came of it.
   *
   * @param seenByBoth whole requests, the same in both
   */
  record Outcome(int seenByBoth, Optional<AllowedDifference> difference) {}

  /** Anything but an allowed difference is an assertion error. */
  Outcome compare(byte[] bytes) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(bytes);
    input.writeBytes(PROBES);
    List<byte[]> pieces = List.of(input.toByteArray());
    HttpReading one = javaWebSocket.read(pieces);
    HttpReading other = netty.read(pieces);
    int both = Math.min(one.complete().size(), other.complete().size());
    assertThat(one.complete().subList(0, both)).isEqualTo(other.complete().subList(0, both));
    Optional<AllowedDifference> difference = Optional.empty();
    String text = input.toString(ISO_8859_1);
    if (one.complete().size() > both) {
      difference = Optional.of(difference(text, one, other, AllowedDifference.Refuser.NETTY));
    } else if (other.complete().size() > both) {
      difference =
          Optional.of(difference(text, other, one, AllowedDifference.Refuser.JAVA_WEBSOCKET));
    } else if (!one.refused() && !other.refused()) {
      assertThat(one).isEqualTo(other); // not in the middle of different things, either
    }
    return new Outcome(both, difference);
  }

  private static AllowedDifference difference(
      String input, HttpReading longer, HttpReading shorter, AllowedDifference.Refuser refuser) {
    assertThat(shorter.refused()).as("%s has refused what %s", shorter, longer).isTrue();
    SeenRequest request = longer.complete().get(shorter.complete().size());
    return AllowedDifference.of(refuser, request, input, shorter.ending())
        .orElseThrow(
            () ->
                new AssertionError(
                    refuser + " alone refuses, with " + shorter.ending() + ": " + request));
  }
}
