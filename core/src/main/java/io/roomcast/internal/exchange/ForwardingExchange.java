package io.roomcast.internal.exchange;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An exchange in front of another one, the same in all that is not overridden. */
public abstract class ForwardingExchange implements Exchange {
  private final Exchange behind;

  protected ForwardingExchange(Exchange behind) {
    this.behind = behind;
  }

  @Override
  public String method() {
    return behind.method();
  }

  @Override
  public String path() {
    return behind.path();
  }

  @Override
  public String rawQuery() {
    return behind.rawQuery();
  }

  @Override
  public Headers headers() {
    return behind.headers();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return behind.remoteAddress();
  }

  @Override
  public boolean secure() {
    return behind.secure();
  }

  @Override
  public boolean isUpgrade() {
    return behind.isUpgrade();
  }

  @Override
  public CompletionStage<ByteBuffer> body() {
    return behind.body();
  }

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
    return behind.respond(status, headers, body);
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    behind.upgrade(headers, listener);
  }

  @Override
  public void onAbort(Runnable action) {
    behind.onAbort(action);
  }
}
