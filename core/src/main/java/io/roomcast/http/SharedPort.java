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
import java.util.concurrent.CompletionException;
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
 * They must ask for the same {@link Limits}, and so have the same {@code maxPayload} and {@code
 * perMessageDeflate}; one that asks for others fails to start while another one runs. The limits
 * are those of the port: {@code maxConnections} connections for all of its servers together. What
 * is counted of them, the connections and how often a limit struck, each server counts for the
 * whole port.
 *
 * <p>Counterpart in Socket.IO: several servers that are attached to one HTTP server.
 */
public final class SharedPort {
  private static final Headers PLAIN = Headers.of("Content-Type", "text/plain; charset=utf-8");
  private static final Headers CLOSE = PLAIN.plus(Headers.of("Connection", "close"));

  private final Transport transport;
  private final Object lock = new Object();
  private volatile Map<String, Running> running = Map.of(); // copied at each change, under the lock
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
   * The transport of one server. That server needs an engine path below it ({@code
   * EngineOptions.path}), or it fails to start: this path only chooses whose a request is, and
   * takes nothing off it.
   *
   * <p>When one server stops and others go on, it gets no more requests: those below its path are
   * routed as if it had never been there. Those that it has not answered when its grace is over are
   * answered 503, and WebSockets that it has not closed by then are cut off without a close frame.
   * The last one that stops takes the port and all its connections along.
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
    Running best = null;
    for (Running each : running.values()) {
      if (exchange.path().startsWith(each.server.path)
          && (best == null || each.server.path.length() > best.server.path.length())) {
        best = each;
      }
    }
    if (best == null) {
      var unused = answer(exchange, 404, "not found\n");
    } else {
      best.part.onRequest(new SharedExchange(exchange, best.part));
    }
  }

  /** Answers in place of a server that is not there. */
  static CompletionStage<Void> answer(Exchange exchange, int status, String text) {
    return exchange.respond(
        status, exchange.isUpgrade() ? CLOSE : PLAIN, ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  private CompletionStage<InetSocketAddress> start(
      Below server, RequestHandler handler, Limits its) {
    CompletableFuture<InetSocketAddress> start;
    CompletableFuture<Void> portIsFree = null;
    synchronized (lock) {
      if (running.containsKey(server.path)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException("another server is running below " + server.path));
      }
      if (running.isEmpty()) {
        limits = its;
        started = new CompletableFuture<>();
        portIsFree = stopped;
      } else if (!its.equals(limits)) {
        return CompletableFuture.failedFuture(
            new IllegalStateException(
                "servers that share a port must have the same limits, maxPayload included: "
                    + its
                    + " is not "
                    + limits));
      }
      start = started;
      put(server.path, new Running(server, new SharedPart(handler)));
    }
    if (portIsFree != null) {
      bind(start, portIsFree, its);
    }
    return start.copy();
  }

  /** For all that have begun to start until it is known how it went. */
  private void bind(
      CompletableFuture<InetSocketAddress> start, CompletableFuture<Void> free, Limits its) {
    var unused =
        free.handle((portIsFree, failure) -> its)
            .thenCompose(limit -> transport.start(new Requests(), limit))
            .whenComplete(
                (address, failure) -> {
                  if (failure == null) {
                    start.complete(address);
                    return;
                  }
                  synchronized (lock) {
                    if (started == start) {
                      running = Map.of();
                    }
                  }
                  start.completeExceptionally(
                      failure instanceof CompletionException && failure.getCause() != null
                          ? failure.getCause()
                          : failure);
                });
  }

  private void put(String path, @Nullable Running part) {
    Map<String, Running> changed = new TreeMap<>(running);
    if (part != null) {
      changed.put(path, part);
    } else {
      changed.remove(path);
    }
    running = changed;
  }

  private CompletionStage<Void> stop(Below server, Duration grace) {
    Running its;
    Ending ending;
    synchronized (lock) {
      its = running.get(server.path);
      if (its != null && its.server == server) {
        put(server.path, null);
        if (running.isEmpty()) {
          Release release = new Release();
          stopped = release.released;
          its.part.refuse();
          server.ending = release;
        } else {
          server.ending = its.part::end;
        }
      }
      ending = server.ending;
    }
    return ending.within(grace);
  }

  /** What a stop has begun; a later call can only shorten it. */
  private interface Ending {
    CompletionStage<Void> within(Duration grace);
  }

  private static CompletionStage<Void> notStarted(Duration grace) {
    return CompletableFuture.completedFuture(null);
  }

  /** The end of the transport. */
  private final class Release implements Ending {
    private final CompletableFuture<Void> released = new CompletableFuture<>();
    private int calls; // of the transport's stop that have not completed; guarded by the lock
    private boolean over; // nobody calls it any more; guarded by the lock
    private @Nullable Throwable failure; // the first; guarded by the lock until it is over

    @Override
    public CompletionStage<Void> within(Duration grace) {
      synchronized (lock) {
        if (over) {
          return released.copy();
        }
        calls++;
      }
      CompletionStage<Void> stop;
      try {
        stop = transport.stop(grace);
      } catch (RuntimeException | Error e) {
        stop = CompletableFuture.failedFuture(e);
      }
      var unused = stop.whenComplete((portIsFree, outcome) -> completed(outcome));
      return released.copy();
    }

    private void completed(@Nullable Throwable outcome) {
      synchronized (lock) {
        over = true;
        calls--;
        failure = failure == null ? outcome : failure;
        if (calls > 0) { // the next start is not to meet a stop that is meant for this one
          return;
        }
      }
      if (failure == null) {
        released.complete(null);
      } else {
        released.completeExceptionally(failure);
      }
    }
  }

  /** What the port receives, for whom it may be. */
  private final class Requests implements RequestHandler {
    @Override
    public void onRequest(Exchange exchange) {
      route(exchange);
    }

    @Override
    public void limitReached(String option) {
      running.values().forEach(each -> each.part.limitReached(option));
    }
  }

  /** A server that was started, and what belongs to that start. */
  private record Running(Below server, SharedPart part) {}

  /** The transport of one server. */
  private final class Below implements Transport {
    private final String path;
    private Ending ending = SharedPort::notStarted; // by the last stop; guarded by the lock

    private Below(String path) {
      this.path = path;
    }

    @Override
    public CompletionStage<InetSocketAddress> start(RequestHandler requests, Limits its) {
      return SharedPort.this.start(this, requests, its);
    }

    @Override
    public boolean serves(String its) {
      return its.startsWith(path);
    }

    @Override
    public int connectionCount() {
      return transport.connectionCount();
    }

    @Override
    public CompletionStage<Void> stop(Duration grace) {
      return SharedPort.this.stop(this, grace);
    }
  }
}
