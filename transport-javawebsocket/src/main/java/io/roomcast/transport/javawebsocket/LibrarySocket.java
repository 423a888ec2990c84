package io.roomcast.transport.javawebsocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.drafts.Draft;
import org.jspecify.annotations.Nullable;

/**
 * The library's view of a connection. It never leaves the state "not yet connected": the library
 * reads and hands raw bytes to {@link #decode}, and every way in which it would end the connection
 * leads to ours.
 *
 * <p>Handshake and frames are not left to the library because its decoder allocates what a frame
 * announces, keeps an unlimited head, takes unmasked frames and any number of fragments, and its
 * write path can lose a wake-up.
 */
// the library locks for its own fields, which we do not use
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
final class LibrarySocket extends WebSocketImpl {
  private final Connection connection;

  /** Buffers on their way through the library's worker, plus one until the end was seen. */
  private final AtomicInteger underWay = new AtomicInteger(1);

  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable Throwable failure;

  @SuppressWarnings("NullAway") // the library allows a socket without a draft, which we never use
  LibrarySocket(WebSocketAdapter server, Connection connection) {
    super(server, (Draft) null);
    this.connection = connection;
  }

  /** A buffer has been queued for the worker. On the library's selector thread. */
  void queued() {
    underWay.incrementAndGet();
  }

  /** On the library's worker, which takes the buffer back afterwards. */
  @Override
  public void decode(ByteBuffer buffer) {
    try {
      ByteBuffer copy = ByteBuffer.allocate(buffer.remaining());
      connection.received(copy.put(buffer).flip());
    } catch (Throwable t) {
      // anything that gets out would end the worker, and a LinkageError the whole server
      end(t);
    } finally {
      release();
    }
  }

  @Override
  public void eot() {
    end(null);
  }

  @Override
  public void closeConnection(int code, String message, boolean remote) {
    end(new IOException(message));
  }

  @Override
  public void close(int code, String message, boolean remote) {
    end(new IOException(message));
  }

  @Override
  public void flushAndClose(int code, String message, boolean remote) {
    end(new IOException(message));
  }

  private void end(@Nullable Throwable cause) {
    if (ended.compareAndSet(false, true)) {
      failure = cause;
      getSelectionKey().cancel(); // else the selector would see the end again and again
      release();
    }
  }

  // the end is seen on the selector thread and may overtake bytes that wait for the worker
  private void release() {
    if (underWay.decrementAndGet() == 0) {
      connection.peerEnded(failure);
    }
  }
}
