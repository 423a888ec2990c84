package io.roomcast.bench.jmh;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A transport that costs next to nothing, so that what is measured is the server above it. The one
 * of the testkit would be most of the measurement: there each message is a task of another thread,
 * and each client keeps what it received.
 */
final class DirectTransport implements Transport {
  static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  private volatile @Nullable RequestHandler handler;

  @Override
  public CompletableFuture<InetSocketAddress> start(RequestHandler requests, Limits limits) {
    handler = requests;
    return CompletableFuture.completedFuture(ADDRESS);
  }

  @Override
  public CompletableFuture<Void> stop(Duration grace) {
    handler = null;
    return CompletableFuture.completedFuture(null);
  }

  /**
   * A client with an Engine.IO session.
   *
   * @throws IllegalStateException if the server is not running or refuses it
   */
  DirectClient connect() {
    RequestHandler server = handler;
    if (server == null) {
      throw new IllegalStateException("the server is not running");
    }
    DirectExchange exchange = new DirectExchange();
    server.onRequest(exchange);
    return exchange.client();
  }
}
