package io.roomcast;

/**
 * Handles an event with one value; the last one may be the {@link Ack}. Runs on the server's
 * executor and may block.
 *
 * <p>Example: {@link EventEmitter}.
 *
 * @param <A> the type of the first value
 */
@FunctionalInterface
public interface Listener1<A> {

  /**
   * Handles the event.
   *
   * @param a the first value
   * @throws Exception goes to the server's {@link ErrorHandler}
   */
  void onEvent(A a) throws Exception;
}
