package io.roomcast.bench.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opening handshake (RFC 6455, section 4). */
public final class WebSocketUpgrade {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** The same for every client: nothing here rests on its being a secret. */
  private static final String KEY = "cm9vbWNhc3QtYmVuY2gtMQ==";

  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate";

  private static final String ACCEPT = accept(KEY);

  private WebSocketUpgrade() {}

  /**
   * What a client asks.
   *
   * @param deflate whether it offers to be sent compressed messages
   */
  public static byte[] request(String host, String target, boolean deflate) {
    return head(
        """
        GET %s HTTP/1.1
        Host: %s
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: %s
        %s
        """
            .formatted(target, host, KEY, deflate ? OFFER + "\n" : ""));
  }

  /**
   * Checks the answer that a client got.
   *
   * @throws WireException if the server did not agree
   */
  public static void check(HttpMessage response) {
    if (response.status() != 101 || !response.header("sec-websocket-accept").equals(ACCEPT)) {
      throw new WireException("no WebSocket: " + response.firstLine() + " " + response.body());
    }
  }

  /**
   * Whether the server keeps its window between the messages that it compresses.
   *
   * @throws WireException if it did not agree to compress any
   */
  public static boolean takesOver(HttpMessage response) {
    String agreed = response.header("sec-websocket-extensions");
    if (!agreed.startsWith("permessage-deflate")) {
      throw new WireException("no compression: \"" + agreed + "\"");
    }
    return !agreed.contains("server_no_context_takeover");
  }

  /**
   * What a server answers.
   *
   * @throws WireException if the request asks for no WebSocket
   */
  public static byte[] response(HttpMessage request) {
    String key = request.header("sec-websocket-key");
    if (key.isEmpty()) {
      throw new WireException("not a WebSocket request: " + request.firstLine());
    }
    return head(
        """
        HTTP/1.1 101 Switching Protocols
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Accept: %s

        """
            .formatted(accept(key)));
  }

  private static String accept(String key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(ascii(key + GUID));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static byte[] head(String lines) {
    return ascii(lines.replace("\n", "\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
