package io.roomcast.spi.transport.wire;

import io.roomcast.spi.transport.Headers;

/**
 * The head of a request, which the transport has checked.
 *
 * <pre>{@code
 * RequestTarget target = RequestTarget.parse("/health").orElseThrow();
 * RequestHead head = new RequestHead("HEAD", target, false, Headers.none(), 0);
 * assertThat(head.keepAlive()).isTrue(); // HTTP/1.1, and nothing else was said
 * }</pre>
 *
 * @param method the method, as sent
 * @param target what is asked for
 * @param http10 whether it is of HTTP/1.0
 * @param headers the fields, in the order of arrival
 * @param contentLength announced bytes; 0 if there is no body, -1 if it is chunked
 */
public record RequestHead(
    String method, RequestTarget target, boolean http10, Headers headers, long contentLength) {

  /**
   * Whether the client wants to go on with this connection afterwards (RFC 9112, section 9.3).
   *
   * @return false if the connection is to be closed behind the answer
   */
  public boolean keepAlive() {
    return http10
        ? headers.contains("Connection", "keep-alive")
        : !headers.contains("Connection", "close");
  }

  /**
   * Whether the answer has no body, whatever it says.
   *
   * @return true for HEAD
   */
  public boolean isHead() {
    return method.equals("HEAD");
  }

  /**
   * Whether the client waits for {@code 100 Continue} before it sends the body.
   *
   * @return true if it is to be told to go on
   */
  public boolean expectsContinue() {
    return !http10 && contentLength != 0 && headers.contains("Expect", "100-continue");
  }

  /**
   * Whether this is a valid opening handshake of WebSocket.
   *
   * @return true if it may be answered with 101
   */
  public boolean asksForWebSocket() {
    return !http10 && contentLength == 0 && OpeningHandshake.isValid(method, headers);
  }
}
