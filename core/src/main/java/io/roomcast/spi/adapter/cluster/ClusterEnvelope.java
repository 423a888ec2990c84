package io.roomcast.spi.adapter.cluster;

import io.roomcast.spi.codec.DecodeException;

/**
 * A message, and whose it is.
 *
 * <p>Example: {@link ClusterAdapter}.
 *
 * @param sender the server that sent it: unique to its adapter, and to each time that one is made.
 *     {@link #EMITTER} is no server
 * @param namespace begins with {@code /}
 * @param message what it says
 */
public record ClusterEnvelope(String sender, String namespace, ClusterMessage message) {

  /** The sender of what a process without a server emits: it is sent no answers. */
  public static final String EMITTER = "emitter";

  private static final int MAX_LENGTH = 512; // of a sender; its length is otherwise a stranger's

  /**
   * Checks the names.
   *
   * @throws DecodeException if the sender is empty or of more than 512 characters, or the namespace
   *     does not begin with {@code /}
   */
  public ClusterEnvelope {
    if (sender.isEmpty() || sender.length() > MAX_LENGTH) {
      throw new DecodeException("a cluster message needs a sender, of at most 512 characters");
    }
    if (!namespace.startsWith("/")) {
      throw new DecodeException("a cluster message needs a namespace, which begins with /");
    }
  }

  boolean fromEmitter() {
    return sender.equals(EMITTER);
  }
}
