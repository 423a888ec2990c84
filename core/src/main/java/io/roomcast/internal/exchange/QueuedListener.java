package io.roomcast.internal.exchange;

import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.internal.concurrent.SerialQueue;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a user's listener on the executor, in order and one call at a time. While as many messages
 * wait for it as the constants below say, the connection is not read.
 */
final class QueuedListener implements WebSocketListener {
  static final int MAX_MESSAGES = FixedBound.WEB_SOCKET_MESSAGES.max();
  static final int MAX_BYTES = FixedBound.WEB_SOCKET_MESSAGES.maxBytes();

  private static final Logger log = LoggerFactory.getLogger(QueuedListener.class);
  private static final LogThrottle throttle =
      new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  private final WebSocketListener users;
  private final SerialQueue queue;
  private final AtomicBoolean writableIsInLine = new AtomicBoolean();
  private volatile @Nullable SharedConnection connection;

  /** {@code reached} is told each time that so much waits. */
  QueuedListener(WebSocketListener users, Executor executor, Consumer<FixedBound> reached) {
    this.users = users;
    Backlog.Source source =
        new Backlog.Source() {
          @Override
          public void readable(boolean on) {
            keepUp(on);
          }

          @Override
          public void full(boolean byTasks) {
            reached.accept(FixedBound.WEB_SOCKET_MESSAGES);
          }
        };
    Backlog backlog = new Backlog(MAX_MESSAGES, MAX_BYTES, source);
    this.queue = new SerialQueue(executor, backlog, QueuedListener::failed);
  }

  private static void failed(Throwable failure) {
    if (throttle.pass()) { // the peer decides how often
      log.error("a WebSocketListener failed (this is logged once a minute)", failure);
    }
  }

  private void keepUp(boolean on) {
    SharedConnection opened = connection;
    if (opened != null) {
      opened.readableByBacklog(on);
    }
  }

  @Override
  public void onOpen(WebSocketConnection opened) {
    SharedConnection shared = new SharedConnection(opened);
    connection = shared;
    queue.execute(() -> users.onOpen(shared));
  }

  @Override
  public void onText(String text) {
    queue.execute(() -> users.onText(text), text.length());
  }

  @Override
  public void onBinary(ByteBuffer bytes) {
    queue.execute(() -> users.onBinary(bytes), bytes.remaining());
  }

  /** One in line is enough: the listener looks at the queue as it is when it is told. */
  @Override
  public void onWritable() {
    if (writableIsInLine.compareAndSet(false, true)) {
      queue.execute(
          () -> {
            writableIsInLine.set(false);
            users.onWritable();
          });
    }
  }

  @Override
  public void onClosed(int code, String reason, @Nullable Throwable cause) {
    queue.execute(() -> users.onClosed(code, reason, cause));
  }
}
