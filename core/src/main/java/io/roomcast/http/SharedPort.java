package io.roomcast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One port for several servers, of Socket.IO or of Engine.IO, each below a path of its own.
 * Thread-safe.
 *
 * <pre>{@code
 * SharedPort port = SharedPort.of(JavaWebSocketTransport.onPort(8080));
 * Server chat =
 *     Server.builder().transport(port.below("/chat")).engine(e -> e.path("/chat")).build();
 * Server game =
 *     Server.builder().transport(port.below("/game")).engine(e -> e.path("/game")).build();
 * }</pre>
 *
 * <p>The port is bound when the first of them starts, and free when the last of them has stopped.
 * They must ask for the same {@link Limits}, and so have the same {@code maxPayload}.
 *
 * <p>Counterpart in Socket.IO: several servers that are attached to one HTTP server.
 */
public final class SharedPort {
  private static final Headers PLAIN = Headers.of("Content-Type", "text/plain; charset=utf-8");
  private static final Headers CLOSE = PLAIN.plus(Headers.of("Connection", "close"));

  private final Transport transport;
  private final Object lock = new Object();
  private volatile Map<String, Below> running = Map.of(); // copied at each change, under the lock
  private @Nullable Limits limits; // of those that run
  private CompletableFuture<InetSocketAddress> started = new CompletableFuture<>();
  private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

  private SharedPort(Transport transport) {
    this.transport = transport;
  }

  /**
   * Shares a transport.
   *
   * @param transport given to no server itself
   * @return the port
   */
  public static SharedPort of(Transport transport) {
    return new SharedPort(transport);
  }

  /**
   * The transport of one server.
   *
   * @param path the server gets the requests whose raw path begins with it, unless another one has
   *     a longer path that fits; {@code /} for all that nobody else gets. Requests that fit no
   *     server that runs are answered 404
   * @return a transport for one server; two with the same path cannot run at the same time
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public Transport below(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with /, not \"" + path + "\"");
    }
    return new Below(path);
  }

  private void route(Exchange exchange) {
    Below best = null;
    for (Below each : running.values()) {
      if (exchange.path().startsWith(each.path)
          && (best == null || each.path.length() > best.path.length())) {
        best = each;
      }
    }
    RequestHandler handler = best == null ? null : best.handler;
    if (best != null && handler != null) {
      handler.onRequest(new SharedExchange(exchange, best.webSockets));
    } else {
      exchange.respond(
          404,
          exchange.isUpgrade() ? CLOSE : PLAIN,
          ByteBuffer.wrap("not found\n".getBytes(UTF_8)));
    }
  }

  private CompletableFuture<InetSocketAddress> start(
      Below server, RequestHandler handler, Limits its) {
    synchronized (lock) {
      if (running.containsKey(server.path)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("another server is running below " + server.path));
      }
      if (running.isEmpty()) {
        limits = its;
        started = stopped.thenCompose(portIsFree -> transport.start(this::route, its));
      } else if (!its.equals(limits)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException(
                "servers that share a port must have the same limits, maxPayload included: "
                    + its
                    + " is not "
                    + limits));
      }
      server.handler = handler;
      put(server, true);
      return started.whenComplete(
          (address, failure) -> {
            if (failure != null) {
              forget(server);
            }
          });
    }
  }

  private boolean forget(Below server) {
    synchronized (lock) {
      boolean known = running.get(server.path) == server;
      if (known) {
        put(server, false);
      }
      return known;
    }
  }

  private void put(Below server, boolean runs) {
    Map<String, Below> changed = new TreeMap<>(running);
    if (runs) {
      changed.put(server.path, server);
    } else {
      changed.remove(server.path);
    }
    running = changed;
  }

  private CompletableFuture<Void> stop(Below server, Duration grace) {
    synchronized (lock) {
      if (!forget(server)) {
        return CompletableFuture.completedFuture(null);
      }
      if (running.isEmpty()) {
        stopped = transport.stop(grace).toCompletableFuture();
        return stopped.copy();
      }
    }
    return server.webSockets.end(grace);
  }

  /** The part of one server. */
  private final class Below implements Transport {
    private final String path;
    private final SharedWebSockets webSockets = new SharedWebSockets();
    private volatile @Nullable RequestHandler handler;

    private Below(String path) {
      this.path = path;
    }

    @Override
    public CompletionStage<InetSocketAddress> start(RequestHandler requests, Limits its) {
      return SharedPort.this.start(this, requests, its);
    }

    @Override
    public CompletionStage<Void> stop(Duration grace) {
      return SharedPort.this.stop(this, grace);
    }
  }
}
