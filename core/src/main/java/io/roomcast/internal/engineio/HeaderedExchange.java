package io.roomcast.internal.engineio;

import io.roomcast.internal.exchange.ForwardingExchange;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An exchange whose answer, whatever it will be, carries further headers. */
final class HeaderedExchange extends ForwardingExchange {
  private final Headers further;

  HeaderedExchange(Exchange exchange, Headers further) {
    super(exchange);
    this.further = further;
  }

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
    return super.respond(status, headers.plus(further), body);
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    super.upgrade(headers.plus(further), listener);
  }
}
