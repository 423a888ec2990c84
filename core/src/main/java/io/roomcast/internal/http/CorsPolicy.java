package io.roomcast.internal.http;

import io.roomcast.engineio.Cors;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.exchange.ForwardingExchange;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells browsers which pages of other origins may talk to the server (EIO-64): by headers on every
 * answer below the path, and by answering preflight requests. It refuses nothing by itself.
 */
final class CorsPolicy {
  private static final Logger log = LoggerFactory.getLogger(CorsPolicy.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private final Cors cors;
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  CorsPolicy(Cors cors) {
    this.cors = cors;
  }

  /** Whether the user's rule lets the origin in; not if it throws. */
  boolean allows(String origin) {
    try {
      return cors.allows(origin);
    } catch (Throwable e) { // a user's Error must not let anybody in either, nor flood the log
      if (throttle.pass()) {
        log.error(
            "the predicate of Cors.allowIf failed, so an origin is not allowed"
                + " (this is logged once a minute)",
            e);
      }
      return false;
    }
  }

  /** The same exchange, whose answer gets the headers. */
  Exchange decorate(Exchange exchange) {
    return new Decorated(exchange, headersFor(exchange.headers()));
  }

  /** Answers an {@code OPTIONS} request, which never reaches the engine. */
  void answerPreflight(Exchange exchange) {
    Headers request = exchange.headers();
    Headers.Builder headers = Headers.builder().addAll(headersFor(request));
    headers.add("Access-Control-Allow-Methods", String.join(",", cors.methods()));
    List<String> allowed = cors.allowedHeaders();
    if (allowed.isEmpty()) {
      headers.add("Vary", "Access-Control-Request-Headers");
      allowed = request.all("Access-Control-Request-Headers");
    }
    if (!allowed.isEmpty()) {
      headers.add("Access-Control-Allow-Headers", String.join(",", allowed));
    }
    cors.maxAge()
        .ifPresent(age -> headers.add("Access-Control-Max-Age", Long.toString(age.toSeconds())));
    exchange.respond(204, headers.build(), NOTHING.duplicate());
  }

  private Headers headersFor(Headers request) {
    Headers.Builder headers = Headers.builder();
    if (cors.allowsAny()) {
      headers.add("Access-Control-Allow-Origin", "*");
    } else {
      headers.add("Vary", "Origin"); // also where it is absent: a cache must not reuse the answer
      List<String> origins = request.all("Origin");
      if (origins.size() != 1 || !allows(origins.get(0))) {
        return headers.build();
      }
      headers.add("Access-Control-Allow-Origin", origins.get(0));
      if (cors.credentials()) {
        headers.add("Access-Control-Allow-Credentials", "true");
      }
    }
    if (!cors.exposedHeaders().isEmpty()) {
      headers.add("Access-Control-Expose-Headers", String.join(",", cors.exposedHeaders()));
    }
    return headers.build();
  }

  private static final class Decorated extends ForwardingExchange {
    private final Headers cors;

    Decorated(Exchange behind, Headers cors) {
      super(behind);
      this.cors = cors;
    }

    @Override
    public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
      return super.respond(status, merged(headers), body);
    }

    @Override
    public void upgrade(Headers headers, WebSocketListener listener) {
      super.upgrade(merged(headers), listener);
    }

    /** What the answer says itself counts: browsers refuse a header that comes twice. */
    private Headers merged(Headers answer) {
      Headers.Builder merged = Headers.builder();
      cors.forEach(
          (name, value) -> {
            if (name.equals("Vary") || answer.first(name).isEmpty()) {
              merged.add(name, value);
            }
          });
      return merged.addAll(answer).build();
    }
  }
}
