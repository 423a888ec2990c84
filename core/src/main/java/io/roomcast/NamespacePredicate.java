package io.roomcast;

import java.util.concurrent.CompletionStage;

/**
 * Decides whether a namespace comes into being because a client asks for it. Runs on the server's
 * executor and may block; the answer has {@link ServerOptions#connectTimeout()}, then the client is
 * refused with the message "timeout".
 *
 * <p>It is asked for names that do not exist yet. Who joins a namespace that exists, since another
 * client was quicker, is not asked about: whether a client may join at all is for a {@link
 * Middleware} of the {@link ParentNamespace} to say.
 *
 * <pre>{@code
 * io.of((name, handshake) -> name.startsWith("/branch-") && shop.hasBranch(name.substring(8)))
 *     .onConnection(buyer -> buyer.emit("welcome"));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the function given to {@code io.of}.
 */
@FunctionalInterface
public interface NamespacePredicate {

  /**
   * Looks at a name.
   *
   * @param name begins with {@code /}; at most 256 characters of the client's choice
   * @param handshake how the client that asks introduced itself, with its {@link Handshake#auth()}
   * @return whether the namespace is to be made
   * @throws Exception counts as false, and goes to the {@link ErrorHandler}
   */
  boolean allows(String name, Handshake handshake) throws Exception;

  /** As {@link NamespacePredicate}, with an answer that comes later. */
  @FunctionalInterface
  interface Async {

    /**
     * Looks at a name.
     *
     * @param name begins with {@code /}; at most 256 characters of the client's choice
     * @param handshake how the client that asks introduced itself
     * @return completes with whether the namespace is to be made. A failure, or null, counts as
     *     false and goes to the {@link ErrorHandler}
     * @throws Exception counts as false, and goes to the {@link ErrorHandler}
     */
    CompletionStage<Boolean> allows(String name, Handshake handshake) throws Exception;
  }
}
