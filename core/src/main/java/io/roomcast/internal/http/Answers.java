package io.roomcast.internal.http;

import io.roomcast.internal.exchange.RetryAfter;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Short answers in plain text, which say nothing about the inside. */
final class Answers {
  private static final Headers PLAIN =
      Headers.builder()
          .add("Content-Type", "text/plain; charset=utf-8")
          .add("X-Content-Type-Options", "nosniff")
          .build();

  private static final Headers CLOSE = Headers.of("Connection", "close");

  private Answers() {}

  static void notFound(Exchange exchange) {
    plain(exchange, 404, "not found");
  }

  /** A refused upgrade is 400 whatever the reason, and the plain message (EIO-10). */
  static void refusedUpgrade(Exchange exchange, String message) {
    byte[] text = message.getBytes(StandardCharsets.UTF_8);
    exchange.respond(
        400, CLOSE.plus(Headers.of("Content-Type", "text/html")), ByteBuffer.wrap(text));
  }

  static void busy(Exchange exchange) {
    plain(exchange, 503, "service unavailable", RetryAfter.random());
  }

  private static void plain(Exchange exchange, int status, String text) {
    plain(exchange, status, text, Headers.none());
  }

  /** Whoever asked for a WebSocket and did not get it has no use for the connection (EIO-78). */
  private static void plain(Exchange exchange, int status, String text, Headers further) {
    Headers headers = exchange.isUpgrade() ? PLAIN.plus(CLOSE) : PLAIN;
    byte[] line = (text + '\n').getBytes(StandardCharsets.UTF_8);
    exchange.respond(status, headers.plus(further), ByteBuffer.wrap(line));
  }

  /** After something went wrong: nobody knows whether there was an answer already. */
  static void internalErrorUnlessAnswered(Exchange exchange) {
    try {
      plain(exchange, 500, "internal server error");
    } catch (IllegalStateException answered) {
      // then that one stands
    }
  }
}
