package io.roomcast.spi.transport;

/**
 * One open WebSocket connection. All methods are thread-safe, none blocks, none calls the listener
 * before it returns, and all are harmless on a closed connection.
 *
 * <pre>{@code
 * if (connection.isWritable()) {
 *   connection.send(OutboundMessage.text(shop.price("tea"))); // who is slow misses some
 * }
 * }</pre>
 */
public interface WebSocketConnection {

  /**
   * Queues a message. What one thread sends is delivered in that order; messages sent in a row may
   * leave in one system call.
   *
   * @param message the message, which may be shared by many connections
   */
  void send(OutboundMessage message);

  /**
   * Whether the queue is below its high-water mark.
   *
   * @return false once {@link Limits#highWaterMark()} is reached, until {@link
   *     WebSocketListener#onWritable()}, and on a closed connection
   */
  boolean isWritable();

  /**
   * How much is queued and not yet taken by the operating system.
   *
   * @return bytes, frame headers included
   */
  long queuedBytes();

  /**
   * Asks to pause or resume reading. Best effort: what has been received already may still be
   * delivered. A paused connection notices that its peer has gone only when it writes or resumes.
   *
   * @param on false to pause
   */
  void readable(boolean on);

  /**
   * Closes properly: what is queued goes out first, then a close frame; the connection ends when
   * the peer answers it, or after {@link Limits#closeTimeout()}.
   *
   * @param code the close code; 1005 sends a close frame without a code
   * @param reason at most 123 bytes in UTF-8; longer ones are cut
   * @throws IllegalArgumentException if the code is one that no close frame may carry
   */
  void close(int code, String reason);

  /** Ends the connection now, without a close frame; what is queued is lost. */
  void terminate();
}
