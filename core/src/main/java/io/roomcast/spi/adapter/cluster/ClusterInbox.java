package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.codec.DecodeException;
import java.util.function.Function;

/**
 * Where a {@link ClusterWire} puts what arrives. Thread-safe, throws nothing and does not block;
 * messages take effect in the order of the calls.
 *
 * <p>Example: {@link ClusterAdapter}.
 */
public interface ClusterInbox {

  /**
   * Takes a message. One that this server has sent itself, or that is of another namespace, has no
   * effect, so a wire need not sort them out.
   *
   * @param message from whom it is, and what it says
   */
  void receive(ClusterEnvelope message);

  /**
   * Takes a message that has a place in a {@link ClusterLog}.
   *
   * @param message as above
   * @param offset its place; calls are in the order of the log, and one at a time
   */
  default void receive(ClusterEnvelope message, String offset) {
    receive(message);
  }

  /**
   * Takes note of what could not be read: it is counted, and logged now and then.
   *
   * @param why what is wrong with it
   */
  void malformed(DecodeException why);

  /**
   * Takes a message as it came from the wire.
   *
   * @param message what came
   * @param decoder reads it, or throws a {@link DecodeException}
   * @param <T> for example a {@code byte[]}
   */
  default <T> void receive(T message, Function<? super T, ClusterEnvelope> decoder) {
    ClusterEnvelope read;
    try {
      read = decoder.apply(message);
    } catch (RuntimeException e) { // a decoder of others may throw anything
      malformed(e instanceof DecodeException known ? known : new DecodeException(e.toString()));
      return;
    }
    receive(read);
  }
}
