package io.roomcast.testkit.peer;

import io.roomcast.spi.transport.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A request as a client sends it. Immutable.
 *
 * <p>Example: {@link Peer}.
 *
 * @param method for example {@code GET}
 * @param target path and query, sent as they are
 * @param headers sent before those that the connection adds
 * @param body copied; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared
public record PeerRequest(String method, String target, Headers headers, byte[] body) {
  // the key is the example of RFC 6455: nothing here depends on its being random
  private static final Map<String, String> OPENING_HANDSHAKE =
      new TreeMap<>(
          Map.of(
              "Upgrade", "websocket",
              "Connection", "Upgrade",
              "Sec-WebSocket-Version", "13",
              "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="));

  public PeerRequest {
    body = body.clone();
  }

  /**
   * A GET without headers of its own.
   *
   * @param target path and query
   * @return the request
   */
  public static PeerRequest get(String target) {
    return of("GET", target);
  }

  /**
   * A POST of a text.
   *
   * @param target path and query
   * @param text the body, sent in UTF-8
   * @return the request
   */
  public static PeerRequest post(String target, String text) {
    return of("POST", target).body(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A request without headers and body.
   *
   * @param method the method
   * @param target path and query
   * @return the request
   */
  public static PeerRequest of(String method, String target) {
    return new PeerRequest(method, target, Headers.none(), new byte[0]);
  }

  /**
   * This request with a further header.
   *
   * @param name the header's name
   * @param value its value
   * @return a new request
   */
  public PeerRequest header(String name, String value) {
    return headers(headers.plus(Headers.of(name, value)));
  }

  /**
   * This request with other headers.
   *
   * @param value in place of those that it has
   * @return a new request
   */
  public PeerRequest headers(Headers value) {
    return new PeerRequest(method, target, value, body);
  }

  /**
   * This request with another body.
   *
   * @param value in place of the one that it has
   * @return a new request
   */
  public PeerRequest body(byte[] value) {
    return new PeerRequest(method, target, headers, value);
  }

  /**
   * This request as the opening handshake of a WebSocket.
   *
   * @return with {@code Upgrade}, {@code Connection}, {@code Sec-WebSocket-Version} and {@code
   *     Sec-WebSocket-Key} where they are missing
   */
  public PeerRequest asUpgrade() {
    PeerRequest request = this;
    for (Map.Entry<String, String> field : OPENING_HANDSHAKE.entrySet()) {
      if (request.headers.first(field.getKey()).isEmpty()) {
        request = request.header(field.getKey(), field.getValue());
      }
    }
    return request;
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

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerRequest that
        && method.equals(that.method)
        && target.equals(that.target)
        && headers.toString().equals(that.headers.toString())
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(method, target, headers.toString(), Arrays.hashCode(body));
  }

  @Override
  public String toString() {
    return method + " " + target + " " + headers + " (" + body.length + " bytes)";
  }
}
