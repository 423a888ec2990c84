package io.roomcast;

import java.util.Optional;

/**
 * Is told of what goes wrong in listeners and middlewares: they threw, or a client's arguments did
 * not fit the types that a listener asks for. Runs on the server's executor. By default failures
 * are logged with the socket's id and the event; arguments that do not fit at level debug, since
 * any client can send them.
 */
@FunctionalInterface
public interface ErrorHandler {

  /**
   * Takes notice. What it throws is logged.
   *
   * @param failure what went wrong
   */
  void handle(Failure failure);

  /**
   * What went wrong.
   *
   * @param socket the client's socket
   * @param event the event, or {@code connection}, {@code disconnecting}, {@code disconnect} for
   *     listeners of these, or empty for a middleware
   * @param cause what was thrown; a {@link io.roomcast.spi.codec.ConversionException} where
   *     arguments did not fit, or were too few
   */
  record Failure(Socket socket, Optional<String> event, Throwable cause) {}
}
