package io.roomcast.engineio;

import java.nio.ByteBuffer;

/**
 * Sends messages to one client. Thread-safe, never blocks; what one thread sends stays in order.
 *
 * <pre>{@code
 * engine.onSession(socket -> {
 *   socket.send("hello");
 *   if (socket.asVolatile().send(shop.price("tea")) == SendResult.DROPPED) {
 *     log.info("a slow client: it gets the next price");
 *   }
 * });
 * }</pre>
 */
public interface MessageSender {

  /**
   * Sends a text message.
   *
   * @param text the text; unpaired surrogates become question marks
   * @return what became of it
   */
  SendResult send(String text);

  /**
   * Sends a binary message.
   *
   * @param bytes what remains in the buffer; not copied, so it must not change afterwards
   * @return what became of it
   */
  SendResult send(ByteBuffer bytes);

  /**
   * The same, but a message is dropped where it would not leave at once.
   *
   * @return a sender to the same client
   */
  MessageSender asVolatile();

  /**
   * The same, with or without compression where the client has agreed on that.
   *
   * @param on true by default
   * @return a sender to the same client
   */
  MessageSender compress(boolean on);
}
