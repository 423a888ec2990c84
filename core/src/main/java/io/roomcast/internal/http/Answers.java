package io.roomcast.internal.http;

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

  private Answers() {}

  static void notFound(Exchange exchange) {
    plain(exchange, 404, "not found");
  }

  static void plain(Exchange exchange, int status, String text) {
    byte[] line = (text + '\n').getBytes(StandardCharsets.UTF_8);
    exchange.respond(status, PLAIN, ByteBuffer.wrap(line));
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
