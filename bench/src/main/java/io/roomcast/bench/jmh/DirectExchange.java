package io.roomcast.bench.jmh;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The request of a client that begins with a WebSocket. */
final class DirectExchange implements Exchange {
  private volatile @Nullable DirectClient client;

  /**
   * The client that it became.
   *
   * @throws IllegalStateException if it was not accepted at once
   */
  DirectClient client() {
    DirectClient upgraded = client;
    if (upgraded == null) {
      throw new IllegalStateException("the server did not upgrade at once");
    }
    return upgraded;
  }

  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String path() {
    return "/socket.io/";
  }

  @Override
  public String rawQuery() {
    return "EIO=4&transport=websocket";
  }

  @Override
  public Headers headers() {
    return Headers.none();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return DirectTransport.ADDRESS;
  }

  @Override
  public boolean secure() {
    return false;
  }

  @Override
  public boolean isUpgrade() {
    return true;
  }

  @Override
  public CompletableFuture<ByteBuffer> body() {
    return CompletableFuture.completedFuture(ByteBuffer.allocate(0));
  }

  @Override
  public CompletableFuture<Void> respond(int status, Headers headers, ByteBuffer body) {
    throw new IllegalStateException("the server refuses the upgrade with " + status);
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    client = DirectClient.open(listener);
  }

  @Override
  public void onAbort(Runnable action) {}
}
