package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
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
import java.util.ArrayDeque;
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
    /** The 101 is on its way, the listener knows of nothing yet. */
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
  private final @Nullable DeflateExtension deflate;

  /**
   * What is compressed in a row must be queued in that row, so with the server's context takeover
   * {@link #send} waits while another thread compresses one message for this connection. Nothing
   * else takes this lock: no end of the connection and no shared frame waits.
   */
  private final Object compressing = new Object();

  /** What nobody wanted yet; without room of its own while there is nothing. */
  private final ArrayDeque<ByteBuf> parked = new ArrayDeque<>(1);

  private int parkedBytes;

  private volatile boolean held;
  private State state = State.OPENING;

  /** What of the decoder's is being waited for; 0 if nothing is. */
  private long awaited;

  private boolean closeWritten;
  private int closeCode = CloseCodes.ABNORMAL;
  private String closeReason = "";

  /** Why we close; null where the peer did, or we do in peace. */
  private @Nullable ProtocolViolation violation;

  /** The latest ping that could not be answered because the peer does not read. */
  private @Nullable ByteBuffer duePong;

  /**
   * Creates it.
   *
   * @param deflate null where messages are not compressed
   */
  WebSocketProtocol(
      Connection connection, WebSocketListener listener, @Nullable DeflateExtension deflate) {
    this.connection = connection;
    this.limits = connection.limits();
    this.out = connection.out();
    this.listener = listener;
    this.deflate = deflate;
    this.decoder = new FrameDecoder(limits.maxMessageBytes(), limits.maxFragments(), deflate, this);
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
                connection.intake().hold(held);
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

  /** Takes what was read. */
  void input(ByteBuf bytes) {
    if (!parked.isEmpty() || !wantsInput()) {
      park(bytes, false);
    } else {
      consume(bytes);
    }
  }

  @Override
  public void pump() {
    while (!parked.isEmpty() && connection.isOpen() && wantsInput()) {
      ByteBuf next = parked.remove();
      parkedBytes -= next.capacity();
      consume(next);
    }
  }

  private void consume(ByteBuf bytes) {
    try {
      decode(bytes);
      if (bytes.isReadable() && connection.isOpen()) {
        park(bytes.retain(), true);
      }
    } finally {
      bytes.release();
    }
  }

  private void decode(ByteBuf bytes) {
    ByteBuffer view = bytes.nioBuffer();
    try {
      while (view.hasRemaining() && connection.isOpen() && wantsInput()) {
        decoder.decode(view);
      }
      watchMessage();
    } catch (ProtocolViolation e) {
      violated(e);
    }
    bytes.readerIndex(bytes.writerIndex() - view.remaining());
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
    if (state != State.OPEN) {
      return;
    }
    long unfinished = held ? 0 : decoder.unfinished();
    if (unfinished != awaited) {
      awaited = unfinished;
      if (unfinished == 0) {
        connection.deadline().clear();
      } else {
        connection.deadline().after(limits.messageTimeout());
      }
    }
  }

  private void park(ByteBuf bytes, boolean first) {
    if (first) {
      parked.addFirst(bytes);
    } else {
      parked.add(bytes);
    }
    parkedBytes += bytes.capacity(); // what it holds, however little of it was filled
  }

  @Override
  public int parkedBytes() {
    return parkedBytes;
  }

  @Override
  public void drop() {
    parked.forEach(ByteBuf::release);
    parked.clear();
    parkedBytes = 0;
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
      connection.intake().hold(false);
      connection.deadline().after(limits.closeTimeout());
      connection.pump();
    }
  }

  // ---- events of the connection ----

  @Override
  public boolean endsAtOnce() {
    return false;
  }

  @Override
  public boolean outlivesInput() {
    return false;
  }

  @Override
  public void wrote(boolean all) {
    if (all && state == State.CLOSE_SENT && !closeWritten) {
      closeWritten = true;
      connection.deadline().after(limits.closeTimeout());
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
    if (state == State.OPEN) {
      violated(ProtocolViolation.unfinishedMessage());
      return;
    }
    connection.limitReached("closeTimeout");
    connection.close(new TransportException(connection + " did not answer the close frame"));
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
    Callbacks.tell("a WebSocket listener", connection, call);
  }
}
