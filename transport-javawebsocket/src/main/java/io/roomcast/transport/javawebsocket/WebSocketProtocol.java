package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.CloseCodes;
import io.roomcast.spi.transport.wire.FrameDecoder;
import io.roomcast.spi.transport.wire.ProtocolViolation;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebSocket on one connection. The {@link WebSocketConnection} half only queues, so any thread may
 * call it; everything else, and every call of the listener, is on the event loop.
 */
final class WebSocketProtocol implements Protocol, WebSocketConnection, FrameDecoder.Sink {
  private static final Logger log = LoggerFactory.getLogger(WebSocketProtocol.class);

  private enum State {
    /** The listener knows of nothing yet. */
    OPENING,
    OPEN,
    /** Our close frame is queued; the peer's is awaited, its messages are dropped. */
    CLOSE_SENT,
    /** Nothing is expected of the peer any more. */
    ENDING,
    /** The listener has been told. */
    ENDED
  }

  private final Connection connection;
  private final Limits limits;
  private final OutboundQueue out;
  private final WebSocketListener listener;
  private final FrameDecoder decoder;

  /** Null where messages are not compressed. */
  private final @Nullable DeflateExtension deflate;

  /**
   * What is compressed in a row must be queued in that row, so with the server's context takeover
   * {@link #send} waits while another thread compresses one message for this connection. Nothing
   * else takes this lock: no end of the connection and no shared frame waits.
   */
  private final Object compressing = new Object();

  private volatile boolean held;
  private State state = State.OPENING;

  /** The system has taken the 101; until then the deadline is for that. */
  private boolean switched;

  /** What of the decoder's is being waited for; 0 if nothing is. */
  private long awaited;

  private boolean closeWritten;
  private int closeCode = CloseCodes.ABNORMAL;
  private String closeReason = "";

  /** Why we close; null where the peer did, or we do in peace. */
  private @Nullable ProtocolViolation violation;

  /** The latest ping that could not be answered because the peer does not read. */
  private @Nullable ByteBuffer duePong;

  WebSocketProtocol(
      Connection connection, WebSocketListener listener, @Nullable DeflateExtension deflate) {
    this.connection = connection;
    this.limits = connection.limits();
    this.out = connection.out();
    this.listener = listener;
    this.deflate = deflate;
    this.decoder = new FrameDecoder(limits.maxMessageBytes(), limits.maxFragments(), deflate, this);
  }

  /** Sends the 101, for which there is as much time as for a close frame. */
  void begin(ByteBuffer switching) {
    connection.expireAfter(limits.closeTimeout());
    CompletableFuture<Void> taken = new CompletableFuture<>();
    CompletableFuture<Void> unused = taken.thenRun(this::switched);
    out.add(switching, taken);
    connection.flush();
  }

  private void switched() {
    switched = true;
    if (state == State.OPENING || state == State.OPEN) {
      connection.expireNever();
      watchMessage();
    }
  }

  /** Tells the listener that the connection is open. */
  void open() {
    state = State.OPEN;
    tell(() -> listener.onOpen(this));
  }

  // ---- for the core, any thread ----

  @Override
  public void send(OutboundMessage message) {
    if (enqueue(message)) {
      connection.scheduleFlush();
    }
  }

  private boolean enqueue(OutboundMessage message) {
    if (deflate == null || !deflate.compresses(message)) {
      return out.add(Frames.of(message));
    }
    if (deflate.isShared()) {
      return out.add(Frames.sharedCompressed(message, deflate));
    }
    synchronized (compressing) {
      return out.add(Frames.compressed(message, deflate));
    }
  }

  @Override
  public boolean isWritable() {
    return out.isWritable();
  }

  @Override
  public long queuedBytes() {
    return out.bytes();
  }

  @Override
  public void readable(boolean on) {
    held = !on; // at once, for a call from within a callback
    connection
        .loop()
        .execute(
            () -> {
              if (state == State.OPEN) {
                connection.hold(held);
                connection.pump();
                watchMessage();
              }
            });
  }

  @Override
  public void close(int code, String reason) {
    if (out.addLast(Frames.close(code, reason))) {
      connection.loop().execute(this::closeQueued);
      connection.scheduleFlush();
    }
  }

  @Override
  public void terminate() {
    out.seal();
    connection.loop().execute(() -> connection.close(null));
  }

  // ---- input ----

  @Override
  public boolean wantsInput() {
    return !held || state != State.OPEN;
  }

  @Override
  public void input(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining() && connection.isOpen() && wantsInput()) {
        decoder.decode(bytes);
      }
      watchMessage();
    } catch (ProtocolViolation e) {
      violated(e);
    }
  }

  private void violated(ProtocolViolation e) {
    log.debug("{} closed with {}: {}", connection, e.code(), e.reason());
    e.limit().ifPresent(connection::limitReached);
    if (state == State.OPEN) {
      out.addLast(Frames.close(e.code(), e.reason()));
    }
    end(e.code(), e.reason(), e);
  }

  /** Gives the rest of what has come in part its time, which does not run while nobody reads. */
  private void watchMessage() {
    if (state != State.OPEN || !switched) {
      return;
    }
    long unfinished = held ? 0 : decoder.unfinished();
    if (unfinished != awaited) {
      awaited = unfinished;
      if (unfinished == 0) {
        connection.expireNever();
      } else {
        connection.expireAfter(limits.messageTimeout());
      }
    }
  }

  @Override
  public void text(String text) {
    if (state == State.OPEN) {
      tell(() -> listener.onText(text));
    }
  }

  @Override
  public void binary(ByteBuffer bytes) {
    if (state == State.OPEN) {
      tell(() -> listener.onBinary(bytes));
    }
  }

  @Override
  public void ping(ByteBuffer payload) {
    if (out.isWritable()) {
      out.add(Frames.pong(payload));
      connection.scheduleFlush();
    } else {
      duePong = payload; // RFC 6455, 5.5.3: the latest one is enough
    }
  }

  /** The peer's close frame: answers it, or ends what we have begun. */
  @Override
  public void closed(int code, String reason) {
    out.addLast(Frames.close(code, ""));
    end(code, reason, null);
  }

  private void end(int code, String reason, @Nullable ProtocolViolation why) {
    if (state == State.OPEN || state == State.CLOSE_SENT) {
      state = State.ENDING;
      closeCode = code;
      closeReason = reason;
      violation = why;
      connection.finish(why != null);
    }
  }

  private void closeQueued() {
    if (state == State.OPEN) {
      state = State.CLOSE_SENT;
      connection.hold(false);
      connection.expireAfter(limits.closeTimeout());
      connection.pump();
    }
  }

  // ---- events of the connection ----

  @Override
  public boolean endsAtOnce() {
    return false;
  }

  @Override
  public void wrote(boolean all) {
    if (state == State.CLOSE_SENT) {
      if (all && !closeWritten) {
        closeWritten = true;
        connection.expireAfter(limits.closeTimeout());
      }
    } else if (!switched && connection.isOpen()) {
      connection.expireAfter(limits.closeTimeout()); // slow, but reading
    }
  }

  @Override
  public void writable() {
    ByteBuffer ping = duePong;
    if (ping != null) {
      duePong = null;
      out.add(Frames.pong(ping));
      connection.scheduleFlush();
    }
    if (state == State.OPEN) {
      tell(listener::onWritable);
    }
  }

  @Override
  public void expired() {
    if (state == State.OPEN && switched) {
      violated(ProtocolViolation.unfinishedMessage());
      return;
    }
    connection.limitReached("closeTimeout");
    connection.close(
        new TransportException(
            state == State.CLOSE_SENT
                ? connection + " did not answer the close frame"
                : connection + " did not take the answer to its handshake in time"));
  }

  @Override
  public void shutdown() {
    if (out.addLast(Frames.close(CloseCodes.GOING_AWAY, ""))) {
      closeQueued();
    }
  }

  @Override
  public void outputEnded() {
    ended(null);
  }

  @Override
  public void ended(@Nullable Throwable cause) {
    if (state != State.ENDED) {
      // what breaks after a close was agreed on changes nothing about why
      Throwable why = state == State.ENDING ? violation : cause;
      state = State.ENDED;
      if (deflate != null) {
        deflate.close();
      }
      tell(() -> listener.onClosed(closeCode, closeReason, why));
    }
  }

  private void tell(Runnable call) {
    try {
      call.run();
    } catch (Throwable t) {
      log.error("a WebSocket listener failed on {}", connection, t);
    }
  }
}
