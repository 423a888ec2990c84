package io.roomcast;

import java.util.Optional;

/**
 * Is told of what goes wrong in listeners, middlewares and predicates: they threw, or a client's
 * arguments did not fit the types that a listener asks for. Runs on the server's executor.
 *
 * <p>By default failures are logged with the socket's id and the event: what was thrown as an error
 * with its stack trace, arguments that do not fit as a warning without one. Since any client can
 * cause either as often as it likes, that is one line in ten seconds for each event, which says how
 * many were left out. A handler of your own is told of every one, and bounds what it writes itself.
 *
 * <pre>{@code
 * Server.builder().errorHandler(failure ->
 *     log.error("in {}, event {}", failure.namespace(), failure.event(), failure.cause()));
 * }</pre>
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
   * @param namespace the name of the namespace; for a {@link NamespacePredicate} the one that a
   *     client asked for
   * @param socket the client's socket; empty where there is none yet, as for a predicate
   * @param event the event, or {@code connection}, {@code disconnecting}, {@code disconnect} for
   *     listeners of these, {@code new_namespace} for those of {@link Server#onNewNamespace},
   *     {@code session} for those of {@link Socket#session()}, {@code error} where the client sent
   *     what is no packet and loses its connection for it (told once to each socket of it); empty
   *     for a middleware, a predicate or a catch-all listener
   * @param cause what was thrown; a {@link io.roomcast.spi.codec.ConversionException} where
   *     arguments did not fit, or were too few; a {@link io.roomcast.spi.codec.DecodeException}
   *     where the client sent what is no packet, which the default logs at level debug only
   */
  record Failure(
      String namespace, Optional<Socket> socket, Optional<String> event, Throwable cause) {}
}
