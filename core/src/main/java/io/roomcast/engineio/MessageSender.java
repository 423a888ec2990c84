package io.roomcast.engineio;

import java.nio.ByteBuffer;

/**
 * Sends messages to one client. Thread-safe, never blocks; what one thread sends stays in order.
 *
 * <pre>{@code
 * engine.onSession(socket -> {
 *   MessageSender ticker = socket.asVolatile(); // an old price is of no use
 *   Runnable tell = () -> ticker.send(shop.price("tea"));
 *   ScheduledFuture<?> ticking = timer.scheduleAtFixedRate(tell, 1, 1, TimeUnit.SECONDS);
 *   socket.onClose((reason, cause) -> ticking.cancel(false));
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
