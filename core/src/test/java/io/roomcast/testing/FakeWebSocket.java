package io.roomcast.testing;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

/**
 * A WebSocket without a network: what the server sends is kept, and the test plays the peer.
 * Thread-safe; the listener is called without a lock held.
 */
public final class FakeWebSocket implements WebSocketConnection {
  private final WebSocketListener listener;
  private final List<String> frames = new ArrayList<>();
  private boolean stalled;
  private long queuedBytes;
  private boolean reading = true;
  private OptionalInt closeCode = OptionalInt.empty();
  private boolean terminated;
  private boolean ended;
  private volatile Runnable onSend = () -> {};
  private volatile Runnable onClose = () -> {};

  FakeWebSocket(WebSocketListener listener) {
    this.listener = listener;
  }

  void open() {
    listener.onOpen(this);
  }

  // ---- the server's side

  @Override
  public void send(OutboundMessage message) {
    onSend.run();
    synchronized (this) {
      if (!ended && !terminated && closeCode.isEmpty()) {
        frames.add(describe(message));
        queuedBytes += stalled ? message.length() : 0;
      }
    }
  }

  private static String describe(OutboundMessage message) {
    ByteBuffer payload = message.payload();
    if (message.isText()) {
      return StandardCharsets.UTF_8.decode(payload).toString();
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return "<" + HexFormat.of().formatHex(bytes) + ">";
  }

  @Override
  public synchronized boolean isWritable() {
    return !stalled && !ended && closeCode.isEmpty();
  }

  @Override
  public synchronized long queuedBytes() {
    return queuedBytes;
  }

  @Override
  public synchronized void readable(boolean on) {
    reading = on;
  }

  @Override
  public void close(int code, String reason) {
    onClose.run();
    synchronized (this) {
      if (closeCode.isEmpty() && !terminated) {
        closeCode = OptionalInt.of(code);
      }
    }
  }

  @Override
  public synchronized void terminate() {
    terminated = true;
    queuedBytes = 0;
  }

  // ---- the peer's side

  /** The peer sends a text message. */
  public FakeWebSocket receive(String text) {
    listener.onText(text);
    return this;
  }

  /** The peer sends a binary message. */
  public FakeWebSocket receive(byte... bytes) {
    listener.onBinary(ByteBuffer.wrap(bytes));
    return this;
  }

  /** The connection ends: a close frame of the peer, or 1006. */
  public void end(int code) {
    end(code, null);
  }

  /** The connection ends, broken by {@code cause} where that is not null. */
  public void end(int code, Throwable cause) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      queuedBytes = 0;
    }
    listener.onClosed(code, "", cause);
  }

  /** What is done inside {@link #send}, first: a test can block the server there. */
  public FakeWebSocket onSend(Runnable action) {
    onSend = action;
    return this;
  }

  /** What is done inside {@link #close}, first. */
  public FakeWebSocket onClose(Runnable action) {
    onClose = action;
    return this;
  }

  /** The peer stops reading: from now on all that is sent stays queued. */
  public synchronized FakeWebSocket stall() {
    stalled = true;
    return this;
  }

  /** The peer has read everything. */
  public void drain() {
    synchronized (this) {
      stalled = false;
      queuedBytes = 0;
    }
    listener.onWritable();
  }

  // ---- what became of it

  /** All frames that the server sent: text as it is, binary as hexadecimal between {@code <>}. */
  public synchronized List<String> frames() {
    return List.copyOf(frames);
  }

  /** As {@link #frames}, without the first one, the open packet. */
  public synchronized List<String> framesAfterOpen() {
    return List.copyOf(frames.subList(1, frames.size()));
  }

  /** Forgets the frames so far. */
  public synchronized void clearFrames() {
    frames.clear();
  }

  /** The code of the server's close frame, if it sent one. */
  public synchronized OptionalInt closeCode() {
    return closeCode;
  }

  /** Whether the server cut the connection. */
  public synchronized boolean terminated() {
    return terminated;
  }

  /** Whether the server closed or cut the connection. */
  public synchronized boolean closedByServer() {
    return terminated || closeCode.isPresent();
  }

  /** Whether the server wants to read. */
  public synchronized boolean reading() {
    return reading;
  }
}
