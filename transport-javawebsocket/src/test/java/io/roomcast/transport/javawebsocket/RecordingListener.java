package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told, and whether two calls ever overlapped. */
class RecordingListener implements WebSocketListener {
  record Closed(int code, String reason, @Nullable Throwable cause) {}

  final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
  final CompletableFuture<Closed> closed = new CompletableFuture<>();
  final List<String> texts = new CopyOnWriteArrayList<>();
  final AtomicReference<String> lastText = new AtomicReference<>();
  final AtomicLong binaryBytes = new AtomicLong();
  final AtomicInteger binaries = new AtomicInteger();
  final AtomicInteger writables = new AtomicInteger();
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger callsAfterClose = new AtomicInteger();
  final AtomicBoolean overlapped = new AtomicBoolean();
  private final AtomicBoolean inside = new AtomicBoolean();

  WebSocketConnection connection() throws Exception {
    return opened.get(20, TimeUnit.SECONDS);
  }

  Closed closed() throws Exception {
    return closed.get(20, TimeUnit.SECONDS);
  }

  private void enter() {
    calls.incrementAndGet();
    if (closed.isDone()) {
      callsAfterClose.incrementAndGet();
    }
    if (!inside.compareAndSet(false, true)) {
      overlapped.set(true);
    }
  }

  private void leave() {
    inside.set(false);
  }

  @Override
  public void onOpen(WebSocketConnection connection) {
    enter();
    opened.complete(connection);
    leave();
  }

  @Override
  public void onText(String text) {
    enter();
    texts.add(text);
    lastText.set(text);
    leave();
  }

  @Override
  public void onBinary(ByteBuffer bytes) {
    enter();
    binaries.incrementAndGet();
    binaryBytes.addAndGet(bytes.remaining());
    leave();
  }

  @Override
  public void onWritable() {
    enter();
    writables.incrementAndGet();
    leave();
  }

  @Override
  public void onClosed(int code, String reason, @Nullable Throwable cause) {
    enter();
    leave();
    if (!closed.complete(new Closed(code, reason, cause))) {
      callsAfterClose.incrementAndGet();
    }
  }

  /** Sends back what it receives. */
  static class Echo extends RecordingListener {
    @Override
    public void onText(String text) {
      opened.join().send(OutboundMessage.text(text));
    }

    @Override
    public void onBinary(ByteBuffer bytes) {
      opened.join().send(OutboundMessage.binary(bytes));
    }
  }
}
