package io.roomcast;

import java.util.Optional;

/**
 * Is told that a socket goes, or has gone. Runs on the server's executor and may block.
 *
 * <pre>{@code
 * socket.onDisconnect(reason -> {
 *   boolean left = reason == DisconnectReason.CLIENT_NAMESPACE_DISCONNECT;
 *   lobby.emit(left ? "left" : "lost", socket.data().get("name")); // a name that we gave it
 * });
 * socket.onDisconnect((reason, cause) -> cause.ifPresent(e -> log.info("{}", reason, e)));
 * }</pre>
 */
@FunctionalInterface
public interface DisconnectListener {

  /**
   * The socket goes.
   *
   * @param reason why
   * @throws Exception goes to the {@link ErrorHandler}
   */
  void onDisconnect(DisconnectReason reason) throws Exception;

  /**
   * As {@link DisconnectListener}, and is told the cause too.
   *
   * <p>Counterpart in Socket.IO: the {@code description} of {@code disconnect}.
   */
  @FunctionalInterface
  interface WithCause {

    /**
     * The socket goes.
     *
     * @param reason why
     * @param cause what broke: the failure of a connection, a {@link
     *     io.roomcast.spi.codec.DecodeException} where the client sent what is no packet; empty
     *     where nothing did. For logs: its kind and text are no promise
     * @throws Exception goes to the {@link ErrorHandler}
     */
    void onDisconnect(DisconnectReason reason, Optional<Throwable> cause) throws Exception;
  }
}
