package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An exchange whose answer, whatever it will be, carries further headers. */
final class HeaderedExchange implements Exchange {
  private final Exchange exchange;
  private final Headers further;

  HeaderedExchange(Exchange exchange, Headers further) {
    this.exchange = exchange;
    this.further = further;
  }

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
    return exchange.respond(status, headers.plus(further), body);
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    exchange.upgrade(headers.plus(further), listener);
  }

  @Override
  public String method() {
    return exchange.method();
  }

  @Override
  public String path() {
    return exchange.path();
  }

  @Override
  public String rawQuery() {
    return exchange.rawQuery();
  }

  @Override
  public Headers headers() {
    return exchange.headers();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return exchange.remoteAddress();
  }

  @Override
  public boolean secure() {
    return exchange.secure();
  }

  @Override
  public boolean isUpgrade() {
    return exchange.isUpgrade();
  }

  @Override
  public CompletionStage<ByteBuffer> body() {
    return exchange.body();
  }

  @Override
  public void onAbort(Runnable action) {
    exchange.onAbort(action);
  }
}
