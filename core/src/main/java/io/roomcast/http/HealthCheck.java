package io.roomcast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Tells load balancers and orchestrators whether they should send clients here: at one path it
 * answers 200 ({@code ok}) where all that it requires is true, else 503 ({@code unavailable}).
 * Thread-safe.
 *
 * <pre>{@code
 * HealthCheck ready = HealthCheck.at("/ready");
 * Server io = Server.builder()
 *     .transport(transport)
 *     .resources(HealthCheck.at("/alive"))
 *     .resources(ready)
 *     .build();
 * ready.require(io::accepting);
 * }</pre>
 *
 * <p>One that requires nothing says that the process answers at all, which is what a liveness probe
 * asks: a server that is stopping is not {@linkplain io.roomcast.Server#accepting() accepting} any
 * more, but should not be killed for it. So it is answered at once, whatever else the server is at.
 * Checks that require something are answered by the server's executor, at most 4 at a time and 64
 * behind them, further ones with 503; they do not stand behind the requests of other {@link
 * HttpHandler}s, but need a thread as these do. A server asks its checks before all other handlers.
 */
public final class HealthCheck implements HttpHandler {
  private static final Headers PLAIN =
      Headers.builder()
          .add("Content-Type", "text/plain; charset=utf-8")
          .add("Cache-Control", "no-store")
          .build();
  private static final Headers LAST = PLAIN.plus(Headers.of("Connection", "close"));

  private final String path;
  private final List<BooleanSupplier> requirements = new CopyOnWriteArrayList<>();

  private HealthCheck(String path) {
    this.path = path;
  }

  /**
   * A check that requires nothing yet.
   *
   * @param path exactly the path that is asked for, not below that of the Socket.IO server
   * @return a new check
   * @throws IllegalArgumentException if the path does not begin with a slash
   */
  public static HealthCheck at(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("path must begin with /, not \"" + path + "\"");
    }
    return new HealthCheck(path);
  }

  /**
   * Adds what must be true.
   *
   * @param requirement asked for each request, on the server's executor, by several at once; it may
   *     block, but whoever asks waits for it. Where it throws, the answer is 500, which is logged
   * @return this
   */
  public HealthCheck require(BooleanSupplier requirement) {
    requirements.add(requireNonNull(requirement, "requirement"));
    return this;
  }

  /**
   * Whether a request is one that it answers.
   *
   * @param exchange the request
   * @return true for a GET or HEAD for the path that does not ask for a WebSocket
   */
  public boolean covers(Exchange exchange) {
    boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
    return reads && !exchange.isUpgrade() && exchange.path().equals(path);
  }

  /**
   * Whether it has something to ask before it answers.
   *
   * @return false if nothing is required; then {@link #handle} does not block
   */
  public boolean hasRequirements() {
    return !requirements.isEmpty();
  }

  /**
   * Answers a GET or HEAD for the path.
   *
   * @param exchange the request
   * @return false where the path or the method is another one, or the request asks for a WebSocket
   */
  @Override
  public boolean handle(Exchange exchange) {
    if (!covers(exchange)) {
      return false;
    }
    if (requirements.stream().allMatch(BooleanSupplier::getAsBoolean)) {
      exchange.respond(200, PLAIN, utf8("ok\n"));
    } else { // whoever comes again is to meet another server
      exchange.respond(503, LAST, utf8("unavailable\n"));
    }
    return true;
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }
}
