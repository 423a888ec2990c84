package io.roomcast;

import org.jspecify.annotations.Nullable;

/**
 * An event on its way to the listeners of a socket, as an {@link EventMiddleware} sees it.
 * Immutable: what changes it returns another one.
 *
 * <pre>{@code
 * socket.use(event ->
 *     event.name().startsWith("v1:") ? event.withName(event.name().substring(3)) : event);
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the array that the function given to {@code socket.use} gets.
 */
public interface IncomingEvent {

  /**
   * The name under which listeners are looked up.
   *
   * @return as the client sent it, or as a middleware before this one left it
   */
  String name();

  /**
   * The arguments.
   *
   * @return as the client sent them, or as a middleware before this one left them
   */
  EventArgs args();

  /**
   * The answer that the client may wait for. A middleware that answers and {@linkplain #stop stops}
   * the event has dealt with it.
   *
   * @return the one that the listeners get, too
   */
  Ack ack();

  /**
   * The same event under another name.
   *
   * @param name the new name
   * @return another event
   * @throws IllegalArgumentException if the name is reserved
   */
  IncomingEvent withName(String name);

  /**
   * The same event with other arguments. They reach the listeners as if the client had sent them:
   * copied, and convertible to whatever type a listener asks for.
   *
   * @param values as in {@link Emitter#emit}
   * @return another event
   * @throws io.roomcast.spi.codec.EncodeException if a value could not have been sent
   */
  IncomingEvent withArgs(@Nullable Object... values);

  /**
   * Tells that the event shall go no further.
   *
   * @return an event that neither the next middlewares nor the listeners hear
   */
  IncomingEvent stop();

  /**
   * Whether it goes no further.
   *
   * @return true for what {@link #stop} returns
   */
  boolean stopped();
}
