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

  /**
   * Told when a limit struck: a connection was refused or cut, a request or a message refused. Once
   * each time, on an I/O thread. Returns at once and throws nothing; a flood of clients is a flood
   * of these calls, so it does no more than count.
   *
   * @param option the component of {@link Limits} that was reached, such as {@code maxConnections};
   *     one of a few constants, never anything of a client's
   */
  default void limitReached(String option) {}
}
