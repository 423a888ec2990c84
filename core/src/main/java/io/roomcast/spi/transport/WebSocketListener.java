package io.roomcast.spi.transport;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Receives what happens on one WebSocket connection. Calls are serial per connection, come on an
 * I/O thread, never while the transport holds a lock, and never from inside a call of {@link
 * WebSocketConnection}. Implementations return at once and throw nothing.
 *
 * <p>Order: {@link #onOpen} once, then messages and {@link #onWritable}, then {@link #onClosed}
 * once, after which nothing follows. Where the upgrade fails, {@link #onClosed} is all there is.
 *
 * <pre>{@code
 * final class Clock implements WebSocketListener {
 *   public void onOpen(WebSocketConnection connection) {
 *     connection.send(OutboundMessage.text(Instant.now().toString()));
 *     connection.close(1000, "that was all");
 *   }
 *
 *   public void onText(String text) {}
 *
 *   public void onBinary(ByteBuffer bytes) {}
 *
 *   public void onClosed(int code, String reason, Throwable cause) {}
 * }
 *
 * exchange.upgrade(Headers.none(), new Clock());
 * }</pre>
 */
public interface WebSocketListener {

  /**
   * The opening handshake is complete.
   *
   * @param connection the connection, ready for sending
   */
  void onOpen(WebSocketConnection connection);

  /**
   * A whole text message has arrived.
   *
   * @param text well-formed, at most {@link Limits#maxMessageBytes()} bytes in UTF-8
   */
  void onText(String text);

  /**
   * A whole binary message has arrived.
   *
   * @param bytes the payload, from now on the listener's own
   */
  void onBinary(ByteBuffer bytes);

  /** The queue, having been over the high-water mark, has fallen to the low-water mark. */
  default void onWritable() {}

  /**
   * The connection has ended.
   *
   * @param code the close code of RFC 6455, section 7.4: what the peer sent (1005 where it sent
   *     none), the code with which this side closed it for a violation (1002, 1007, 1008, 1009), or
   *     1006 where it ended without a close frame
   * @param reason the close reason; may be empty
   * @param cause not null exactly where the connection broke, or this side closed it for a
   *     violation; inside TLS an end without a {@code close_notify} is a break, since anybody may
   *     have cut it off, unless a close frame has come before; null where the peer ended it,
   *     whatever code it sent, or this side did so in peace
   */
  void onClosed(int code, String reason, @Nullable Throwable cause);
}
