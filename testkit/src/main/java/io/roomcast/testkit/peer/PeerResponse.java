package io.roomcast.testkit.peer;

import io.roomcast.spi.transport.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An answer as a client gets it. Immutable.
 *
 * <p>Example: {@link Peer}.
 *
 * @param status the status code
 * @param headers the headers
 * @param body copied; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared
public record PeerResponse(int status, Headers headers, byte[] body) {

  public PeerResponse {
    body = body.clone();
  }

  /**
   * The body.
   *
   * @return a copy
   */
  @Override
  public byte[] body() {
    return body.clone();
  }

  /**
   * The body as text.
   *
   * @return decoded from UTF-8
   */
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerResponse that
        && status == that.status
        && headers.toString().equals(that.headers.toString())
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, headers.toString(), Arrays.hashCode(body));
  }

  @Override
  public String toString() {
    return status + " " + headers + " (" + body.length + " bytes)";
  }
}
