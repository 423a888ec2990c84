package io.roomcast;

/**
 * Handles an event with two values; the last one may be the {@link Ack}. Runs on the server's
 * executor and may block.
 *
 * <p>Example: {@link EventEmitter}.
 *
 * @param <A> the type of the first value
 * @param <B> the type of the second value
 */
@FunctionalInterface
public interface Listener2<A, B> {

  /**
   * Handles the event.
   *
   * @param a the first value
   * @param b the second value
   * @throws Exception goes to the server's {@link ErrorHandler}
   */
  void onEvent(A a, B b) throws Exception;
}
