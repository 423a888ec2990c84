package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.Inflow;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that belongs to a session, or wants to. Brings what happens on it into the
 * session's strand; what is sent on it is thread-safe and harmless before it is open and after its
 * end.
 */
final class WebSocketChannel implements WebSocketListener, Outlet {
  /** The code that stands for a close frame without one (EIO-49). */
  private static final int NO_CODE = 1005;

  /** What the session hears of it, inside the strand. */
  interface Events {
    void opened(WebSocketChannel channel);

    void received(WebSocketChannel channel, InboundPacket packet);

    void malformed(WebSocketChannel channel, MalformedPacketException mistake);

    void writable(WebSocketChannel channel);

    void closed(WebSocketChannel channel, int code, @Nullable Throwable cause);
  }

  private final Strand strand;
  private final Inflow messages;
  private final FrameFormat format;
  private final Events events;
  private volatile @Nullable WebSocketConnection connection;

  WebSocketChannel(Strand strand, FrameFormat format, Events events) {
    this.strand = strand;
    this.messages = new Inflow(strand, this::reading);
    this.format = format;
    this.events = events;
  }

  // ---- from the client

  @Override
  public void onOpen(WebSocketConnection opened) {
    connection = opened;
    strand.execute(() -> events.opened(this));
  }

  @Override
  public void onText(String text) {
    try {
      InboundPacket packet = format.decode(text);
      messages.execute(() -> events.received(this, packet), text.length());
    } catch (MalformedPacketException mistake) {
      messages.execute(() -> events.malformed(this, mistake), 0);
    }
  }

  @Override
  public void onBinary(ByteBuffer bytes) {
    int size = bytes.remaining();
    try {
      InboundPacket packet = format.decode(bytes);
      messages.execute(() -> events.received(this, packet), size);
    } catch (MalformedPacketException mistake) {
      messages.execute(() -> events.malformed(this, mistake), 0);
    }
  }

  @Override
  public void onWritable() {
    strand.execute(() -> events.writable(this));
  }

  @Override
  public void onClosed(int code, String reason, @Nullable Throwable cause) {
    strand.execute(() -> events.closed(this, code, cause));
  }

  // ---- to the client

  void send(EngineMessage message) {
    WebSocketConnection to = connection;
    if (to != null) {
      to.send(format.encode(message));
    }
  }

  void send(List<EngineMessage> unit) {
    for (int i = 0; i < unit.size(); i++) {
      send(unit.get(i));
    }
  }

  @Override
  public boolean hasRoom() {
    WebSocketConnection to = connection;
    return to != null && to.isWritable();
  }

  @Override
  public boolean isIdle() {
    return hasRoom() && bytesInside() == 0;
  }

  @Override
  public long bytesInside() {
    WebSocketConnection to = connection;
    return to == null ? 0 : to.queuedBytes();
  }

  @Override
  public boolean offer(List<EngineMessage> unit) {
    if (!hasRoom()) {
      return false;
    }
    send(unit);
    return true;
  }

  @Override
  public void drain(WriteBuffer buffer) {
    List<EngineMessage> unit = hasRoom() ? buffer.poll() : null;
    while (unit != null) {
      send(unit);
      unit = hasRoom() ? buffer.poll() : null;
    }
  }

  @Override
  public void sendFirst(EngineMessage packet, WriteBuffer buffer) {
    send(packet);
  }

  /** Whether messages are wanted. To be called inside the strand. */
  void readable(boolean on) {
    messages.readable(on);
  }

  private void reading(boolean on) {
    WebSocketConnection to = connection;
    if (to != null) {
      to.readable(on);
    }
  }

  /** Closes after what is queued. */
  void close() {
    WebSocketConnection to = connection;
    if (to != null) {
      to.close(NO_CODE, "");
    }
  }

  /** Cuts the connection: what is queued is lost. */
  void terminate() {
    WebSocketConnection to = connection;
    if (to != null) {
      to.terminate();
    }
  }
}
