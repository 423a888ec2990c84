package io.roomcast.testkit.transport;

import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records what it is told, and that it is told serially, in order, and not from inside a call. */
final class RecordingListener implements WebSocketListener {
  private final CallWatch watch;
  private final AtomicReference<@Nullable String> running = new AtomicReference<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
  private final CompletableFuture<Received.Closed> closed = new CompletableFuture<>();
  private volatile Consumer<WebSocketConnection> onOpen = connection -> {};
  private volatile Consumer<Received> reaction = event -> {};

  RecordingListener(CallWatch watch) {
    this.watch = watch;
  }

  /** What to do inside {@link #onOpen}. */
  RecordingListener onOpen(Consumer<WebSocketConnection> action) {
    onOpen = action;
    return this;
  }

  /** What to do inside the other callbacks, after recording. */
  RecordingListener reactWith(Consumer<Received> action) {
    reaction = action;
    return this;
  }

  CompletableFuture<WebSocketConnection> opened() {
    return opened;
  }

  CompletableFuture<Received.Closed> closed() {
    return closed;
  }

  /** The next thing that it was told, when it has been. */
  Received next() {
    try {
      Received next = received.poll(KitScene.patience().toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError("the listener was told nothing within " + KitScene.patience());
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for a callback", e);
    }
  }

  /** What it was told and nobody has looked at. */
  int unseen() {
    return received.size();
  }

  @Override
  public void onOpen(WebSocketConnection connection) {
    serially(
        "onOpen",
        () -> {
          WebSocketConnection watched = new WatchedConnection(connection, watch);
          onOpen.accept(watched);
          // only now, so that the test cannot send before the action did
          if (!opened.complete(watched)) {
            watch.violated("onOpen came twice");
          }
        });
  }

  @Override
  public void onText(String text) {
    told("onText", new Received.Text(text));
  }

  @Override
  public void onBinary(ByteBuffer bytes) {
    told("onBinary", new Received.Binary(bytes));
  }

  @Override
  public void onWritable() {
    WebSocketConnection connection = opened.getNow(null);
    told(
        "onWritable",
        new Received.Writable(
            connection != null && connection.isWritable(),
            connection == null ? -1 : connection.queuedBytes()));
  }

  @Override
  public void onClosed(int code, String reason, @Nullable Throwable cause) {
    serially(
        "onClosed",
        () -> {
          Received.Closed event = new Received.Closed(code, reason, Optional.ofNullable(cause));
          received.add(event);
          if (!closed.complete(event)) {
            watch.violated("onClosed came twice");
          }
          reaction.accept(event);
        });
  }

  private void told(String name, Received event) {
    serially(
        name,
        () -> {
          if (!opened.isDone()) {
            watch.violated(name + " came before onOpen");
          }
          received.add(event);
          reaction.accept(event);
        });
  }

  private void serially(String name, Runnable action) {
    watch.callback(name);
    if (closed.isDone()) {
      watch.violated(name + " came after onClosed");
    }
    String other = running.compareAndExchange(null, name);
    if (other != null) {
      watch.violated(name + " came while " + other + " was running");
      return;
    }
    try {
      action.run();
    } finally {
      running.set(null);
    }
  }
}
