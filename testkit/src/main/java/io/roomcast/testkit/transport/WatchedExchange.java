package io.roomcast.testkit.transport;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** An exchange under {@link CallWatch}. */
record WatchedExchange(Exchange exchange, CallWatch watch) implements Exchange {

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
    return watch.promptly("body", exchange::body);
  }

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
    return watch.promptly("respond", () -> exchange.respond(status, headers, body));
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    watch.promptly(
        "upgrade",
        () -> {
          exchange.upgrade(headers, listener);
          return true;
        });
  }

  @Override
  public void onAbort(Runnable action) {
    watch.call(
        "onAbort",
        () ->
            exchange.onAbort(
                () -> {
                  if (!KitScene.isIoThread()) {
                    watch.violated("the action of onAbort ran on the thread that registered it");
                  }
                  action.run();
                }));
  }
}
