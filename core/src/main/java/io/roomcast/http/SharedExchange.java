package io.roomcast.http;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request whose WebSocket, if it becomes one, is counted. */
record SharedExchange(Exchange behind, SharedWebSockets webSockets) implements Exchange {

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    behind.upgrade(headers, new Counted(listener, webSockets));
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
  public void onAbort(Runnable action) {
    behind.onAbort(action);
  }

  private static final class Counted implements WebSocketListener {
    private final WebSocketListener listener;
    private final SharedWebSockets webSockets;
    private @Nullable WebSocketConnection connection;

    private Counted(WebSocketListener listener, SharedWebSockets webSockets) {
      this.listener = listener;
      this.webSockets = webSockets;
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
      connection = opened;
      webSockets.opened(opened);
      listener.onOpen(opened);
    }

    @Override
    public void onText(String text) {
      listener.onText(text);
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
      listener.onBinary(bytes);
    }

    @Override
    public void onWritable() {
      listener.onWritable();
    }

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {
      try {
        listener.onClosed(code, reason, cause);
      } finally {
        if (connection != null) {
          webSockets.closed(connection);
        }
      }
    }
  }
}
