package io.roomcast;

import org.jspecify.annotations.Nullable;

/**
 * The answer that a client may wait for. Where it did not ask for one, sending does nothing, so a
 * handler need not care. Thread-safe; may be kept and used later.
 *
 * <pre>{@code
 * socket.on("order", Order.class, (order, ack) -> ack.send(shop.place(order)));
 * socket.on("delivery", Order.class, (order, ack) ->
 *     shop.deliver(order).thenAccept(ack::send)); // when it has arrived
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the callback that an event's listener gets as its last argument.
 */
public interface Ack {

  /**
   * Answers. The first call counts; later ones, and those after the client has gone, do nothing.
   * Does not block.
   *
   * @param values the client's callback gets them as its arguments. A lone array of objects is, as
   *     everywhere in Java, taken for the arguments themselves: to send it as one, cast it to
   *     {@code Object} or pass a {@link java.util.List}. A lone {@code null} is one argument
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded; the client may then
   *     still be answered
   */
  void send(@Nullable Object... values);

  /**
   * Whether the client asked for an answer.
   *
   * @return false if {@link #send} does nothing
   */
  boolean requested();
}
