package io.roomcast.spi.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * One binding of the core to a network library: it accepts connections and turns them into {@link
 * Exchange}s and {@link WebSocketConnection}s.
 *
 * <p>A transport adds bytes, frames, TLS, limits and timeouts. It decides nothing about sessions,
 * origins or paths. A transport may be started again after it was stopped.
 *
 * <pre>{@code
 * RequestHandler hello = exchange ->
 *     exchange.respond(200, Headers.none(), ByteBuffer.wrap("hello".getBytes(UTF_8)));
 * transport.start(hello, Limits.defaults()) // without a server, as tests of a transport do
 *     .thenAccept(address -> log.info("listening on {}", address));
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: the HTTP server and the {@code ws} package below {@code engine.io}.
 */
public interface Transport {

  /**
   * Binds and begins to accept. Does not block.
   *
   * @param handler receives every request, on an I/O thread
   * @param limits the bounds that this transport enforces from the first byte on
   * @return completes with the bound address (with the real port where port 0 was asked for), or
   *     exceptionally with a {@link TransportException} whose message names the address and the
   *     cause, in which case nothing stays open
   */
  CompletionStage<InetSocketAddress> start(RequestHandler handler, Limits limits);

  /**
   * Whether requests below a path can reach the handler. A server whose path cannot be reached does
   * not start.
   *
   * @param path begins with a slash
   * @return true, unless the transport is for a part of the paths only
   */
  default boolean serves(String path) {
    return true;
  }

  /**
   * How many connections are open: those that count towards {@link Limits#maxConnections()}. May be
   * called at any time and does not block.
   *
   * @return 0 when not started; -1, unless overridden, where the transport does not know
   */
  default int connectionCount() {
    return -1;
  }

  /**
   * Stops accepting at once, lets what is under way come to its end for at most {@code grace}, then
   * closes every connection. Under way are bytes that are queued, and requests that were handed
   * over and are not answered: the rest of their bodies is still read, their answers say {@code
   * Connection: close}, and the connection ends behind that. No other request is handed over; who
   * has nothing queued, and no request unanswered, is closed at once.
   *
   * <p>Does not block. Harmless when not started or already stopped; during a stop it waits for the
   * same end, and can only shorten the grace.
   *
   * @param grace how long answers and queued bytes may take; zero closes at once
   * @return completes when every connection is closed, every listener has been told, and the port
   *     is free
   */
  CompletionStage<Void> stop(Duration grace);
}
