package io.roomcast.http;

import io.roomcast.spi.transport.Exchange;

/**
 * Answers requests that are not Socket.IO's. Runs on the server's executor and may block.
 * Thread-safe implementations only: requests come in parallel.
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
