package io.roomcast;

/**
 * Handles an event with four values; the last one may be the {@link Ack}. Runs on the server's
 * executor and may block.
 *
 * <p>Example: {@link EventEmitter}.
 *
 * @param <A> the type of the first value
 * @param <B> the type of the second value
 * @param <C> the type of the third value
 * @param <D> the type of the fourth value
 */
@FunctionalInterface
public interface Listener4<A, B, C, D> {

  /**
   * Handles the event.
   *
   * @param a the first value
   * @param b the second value
   * @param c the third value
   * @param d the fourth value
   * @throws Exception goes to the server's {@link ErrorHandler}
   */
  void onEvent(A a, B b, C c, D d) throws Exception;
}
