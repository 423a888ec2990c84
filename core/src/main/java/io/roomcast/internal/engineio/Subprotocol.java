package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;

/** Chooses a WebSocket subprotocol: the first one that the client offers (EIO-22). */
final class Subprotocol {
  private static final String HEADER = "Sec-WebSocket-Protocol";

  private Subprotocol() {}

  /** The headers of the 101 that name it; none where none was offered. */
  static Headers answerTo(Exchange exchange) {
    String offered = exchange.headers().first(HEADER).orElse("");
    int comma = offered.indexOf(',');
    String first = (comma < 0 ? offered : offered.substring(0, comma)).strip();
    return first.isEmpty() ? Headers.none() : Headers.of(HEADER, first);
  }
}
