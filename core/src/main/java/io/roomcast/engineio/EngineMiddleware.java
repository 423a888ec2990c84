package io.roomcast.engineio;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;

/**
 * Sees every request below the server's path, upgrades included, before anything else does. Runs on
 * the server's executor and may block, which delays only its own request.
 *
 * <p>Counterpart in Socket.IO: {@code io.engine.use(…)} and the {@code headers} event.
 */
@FunctionalInterface
public interface EngineMiddleware {

  /**
   * Looks at a request.
   *
   * @param exchange the request; a middleware may answer it itself and return false
   * @param response headers to add to whatever the answer will be, a 101 included
   * @return true to go on, false if the exchange has been answered
   * @throws Exception refuses the request with code 3
   */
  boolean handle(Exchange exchange, Headers.Builder response) throws Exception;
}
