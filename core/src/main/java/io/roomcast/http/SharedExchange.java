package io.roomcast.http;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that its server must answer before it ends, and whose WebSocket ends with it. */
final class SharedExchange implements Exchange {
  private static final Logger log = LoggerFactory.getLogger(SharedExchange.class);

  private final Exchange behind;
  private final SharedPart part;
  private final AtomicBoolean answered = new AtomicBoolean();

  SharedExchange(Exchange behind, SharedPart part) {
    this.behind = behind;
    this.part = part;
  }

  /** Nobody will answer any more, if nobody has. */
  void giveUp() {
    if (answered.compareAndSet(false, true)) {
      try {
        var unused = SharedPort.answer(behind, 503, "stopped\n");
      } catch (RuntimeException failure) {
        log.debug("A request could not be answered", failure);
      }
      part.settled(this);
    }
  }

  /** Until somebody else wants to know that its client has gone. */
  void forgetWhenAborted() {
    behind.onAbort(() -> part.settled(this));
  }

  @Override
  public void onAbort(Runnable action) {
    behind.onAbort(
        () -> {
          part.settled(this);
          action.run();
        });
  }

  @Override
  public void upgrade(Headers headers, WebSocketListener listener) {
    if (part.hasEnded()) {
      giveUp();
    }
    requireFirst();
    try {
      behind.upgrade(headers, new Counted(listener));
    } catch (RuntimeException refused) {
      answered.set(false);
      throw refused;
    }
  }

  @Override
  public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
    requireFirst();
    CompletionStage<Void> written;
    try {
      written = behind.respond(status, headers, body);
    } catch (RuntimeException refused) {
      answered.set(false);
      throw refused;
    }
    part.settled(this);
    return written;
  }

  private void requireFirst() {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("answered or upgraded before, or the server has stopped");
    }
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

  private final class Counted implements WebSocketListener {
    private final WebSocketListener listener;
    private @Nullable WebSocketConnection connection;

    private Counted(WebSocketListener listener) {
      this.listener = listener;
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
      connection = opened;
      part.opened(opened);
      part.settled(SharedExchange.this); // after it, so that one of both is known at any time
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
          part.closed(connection);
        }
        part.settled(SharedExchange.this);
      }
    }
  }
}
