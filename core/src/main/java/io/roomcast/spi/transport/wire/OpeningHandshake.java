package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The server's side of the opening handshake of RFC 6455, section 4.2.
 *
 * <pre>{@code
 * if (OpeningHandshake.isValid(exchange.method(), exchange.headers())) {
 *   String accept = OpeningHandshake.accept(exchange.headers());
 *   ByteBuffer head = ResponseHead.switching(Headers.none(), accept, null);
 * }
 * }</pre>
 */
public final class OpeningHandshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String KEY = "Sec-WebSocket-Key";
  private static final int NONCE_BYTES = 16;

  private OpeningHandshake() {}

  /**
   * Whether a request of HTTP/1.1 without a body asks for WebSocket, and does so correctly.
   *
   * @param method the request's
   * @param headers the request's
   * @return true if it may be answered with 101
   */
  public static boolean isValid(String method, Headers headers) {
    return method.equals("GET")
        && headers.contains("Connection", "upgrade")
        && headers.contains("Upgrade", "websocket")
        && headers.all("Sec-WebSocket-Version").equals(List.of("13"))
        && isNonce(headers.all(KEY));
  }

  private static boolean isNonce(List<String> keys) {
    if (keys.size() != 1) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(keys.get(0)).length == NONCE_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The value of {@code Sec-WebSocket-Accept}.
   *
   * @param headers of a {@linkplain #isValid valid} request
   * @return for the 101
   */
  public static String accept(Headers headers) {
    String key = headers.first(KEY).orElseThrow();
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
