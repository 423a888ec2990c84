package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.exchange.RetryAfter;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP answers of the polling transport, with the headers that it gives them. */
final class Answers {
  private static final Logger log = LoggerFactory.getLogger(Answers.class);
  private static final LogThrottle THROTTLE =
      new LogThrottle(Duration.ofMinutes(1), System::nanoTime);
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final ByteBuffer OK = utf8("ok");
  private static final Headers NO_STORE = Headers.of("Cache-Control", "no-store");

  /** The headers of a payload that is text. */
  static final Headers TEXT_PAYLOAD =
      Headers.of("Content-Type", "text/plain; charset=UTF-8").plus(NO_STORE);

  /** The headers of a payload that is not. */
  static final Headers BINARY_PAYLOAD =
      Headers.of("Content-Type", "application/octet-stream").plus(NO_STORE);

  private static final Headers OK_HEADERS = Headers.of("Content-Type", "text/html").plus(NO_STORE);
  private static final Headers CLOSE = Headers.of("Connection", "close");
  private static final Headers NO_XSS_FILTER = Headers.of("X-XSS-Protection", "0");

  private Answers() {}

  static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
  }

  /** A payload with its headers, to a GET (EIO-34). */
  static CompletionStage<Void> payload(Exchange exchange, Headers headers, ByteBuffer payload) {
    return send(exchange, 200, forBrowser(exchange, headers), payload);
  }

  /** The answer to a POST that was understood (EIO-36). */
  static void ok(Exchange exchange) {
    var unused = send(exchange, 200, forBrowser(exchange, OK_HEADERS), OK.duplicate());
  }

  private static void empty(Exchange exchange, int status, Headers headers) {
    var unused = send(exchange, status, headers, EMPTY.duplicate());
  }

  /** A status and nothing else. */
  static void empty(Exchange exchange, int status) {
    empty(exchange, status, Headers.none());
  }

  /** The server has no room for the request now. */
  static void retryLater(Exchange exchange) {
    empty(exchange, 503, RetryAfter.random());
  }

  /**
   * The server is going away: the client is to come back by another connection, which a load
   * balancer may lead to another server.
   */
  static void retryElsewhere(Exchange exchange) {
    empty(exchange, 503, last(RetryAfter.random()));
  }

  /** The headers of an answer that is the last one of its connection. */
  static Headers last(Headers headers) {
    return headers.plus(CLOSE);
  }

  /**
   * Answers. The stage fails too where somebody else, which can only be a middleware, has answered
   * before, or the transport has given the request up, or fails. Throws nothing.
   */
  static CompletionStage<Void> send(
      Exchange exchange, int status, Headers headers, ByteBuffer body) {
    try {
      return exchange.respond(status, headers, body);
    } catch (IllegalStateException answered) {
      log.debug("A request was answered before", answered);
      return CompletableFuture.failedStage(answered);
    } catch (RuntimeException | Error failure) { // what else is to be ended must be all the same
      if (THROTTLE.pass()) {
        log.error("The transport failed to answer (logged once a minute)", failure);
      }
      return CompletableFuture.failedStage(failure);
    }
  }

  /** Old Internet Explorers take payloads for scripting attacks (EIO-45). */
  private static Headers forBrowser(Exchange exchange, Headers headers) {
    String agent = exchange.headers().first("User-Agent").orElse("");
    return agent.contains(";MSIE") || agent.contains("Trident/")
        ? headers.plus(NO_XSS_FILTER)
        : headers;
  }
}
