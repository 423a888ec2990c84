package io.roomcast.spi.transport;

/**
 * Receives the requests of a {@link Transport}. Implemented by the core.
 *
 * <p>Example: {@link Transport}.
 */
@FunctionalInterface
public interface RequestHandler {

  /**
   * Called once for each request, as soon as its head is complete, on an I/O thread. Returns at
   * once and throws nothing; the answer may be given later and from another thread.
   *
   * @param exchange the request and the means to answer it
   */
  void onRequest(Exchange exchange);
}
