package io.roomcast.http;

import io.roomcast.spi.transport.Exchange;

/**
 * Answers requests that are not Socket.IO's. Runs on the server's executor and may block.
 * Thread-safe implementations only: requests come in parallel.
 *
 * <p>At most 128 requests are in the handlers of a server at a time, and 1024 more wait for them in
 * order; what comes beyond that is answered 503 with {@code Retry-After}. A request that a handler
 * has taken and answers later no longer counts, so what that keeps is the handler's own to bound.
 *
 * <p>Nothing that a handler attaches to an exchange runs on an I/O thread, so it may block too:
 * what depends on the stages of {@link Exchange#body} and {@link Exchange#respond} and an action of
 * {@link Exchange#onAbort} run on the server's executor, and the listener of {@link
 * Exchange#upgrade} is called there, in order and one call at a time. While 1000 messages or 1 MiB
 * wait for such a listener, its connection is not read.
 *
 * <pre>{@code
 * Server.builder().resources(exchange -> {
 *   if (!exchange.path().equals("/health")) {
 *     return false;
 *   }
 *   exchange.respond(200, Headers.none(), ByteBuffer.wrap("well\n".getBytes(UTF_8)));
 *   return true;
 * });
 * }</pre>
 */
@FunctionalInterface
public interface HttpHandler {

  /**
   * Looks at a request.
   *
   * @param exchange the request; it may be answered now or later
   * @return true if this handler answers it; false to leave it to the next one, and in the end to a
   *     404
   * @throws Exception is logged and answered with 500
   */
  boolean handle(Exchange exchange) throws Exception;
}
