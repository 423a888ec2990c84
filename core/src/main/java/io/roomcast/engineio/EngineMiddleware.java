package io.roomcast.engineio;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;

/**
 * Sees every request that reaches the engine, upgrades included, before it is even checked: those
 * of open sessions and those that are about to be refused. These requests below the server's path
 * are answered before and do not come here:
 *
 * <ul>
 *   <li>{@code OPTIONS}, where {@link EngineOptions#cors()} is configured;
 *   <li>files of the browser client, where they are served;
 *   <li>WebSockets of origins that are not allowed (see {@link Cors}).
 * </ul>
 *
 * <p>Runs on the server's executor and may block, which delays only its own request. The
 * middlewares of a server are asked in the order in which they were added.
 *
 * <pre>{@code
 * Server.builder().engine(e -> e.use((exchange, response) -> {
 *   response.add("X-Served-By", "node-1");
 *   return true; // the engine answers
 * }));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code io.engine.use(…)} and the {@code headers} event.
 */
@FunctionalInterface
public interface EngineMiddleware {

  /**
   * Looks at a request.
   *
   * @param exchange the request; a middleware may answer it itself and return false. What it
   *     attaches to stages, gives to {@link Exchange#onAbort} or upgrades to runs on the server's
   *     executor; the body is the engine's, so whoever reads it must answer the request
   * @param response headers to add to whatever the answer will be, a 101 included
   * @return true to go on, false if the exchange has been answered
   * @throws Exception refuses the request with code 3
   */
  boolean handle(Exchange exchange, Headers.Builder response) throws Exception;
}
