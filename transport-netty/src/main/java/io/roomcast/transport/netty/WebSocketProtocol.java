package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.Frames;
import io.roomcast.spi.transport.wire.WebSocketEndpoint;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** WebSocket on one connection, with the buffers of Netty that are not wanted yet. */
final class WebSocketProtocol extends WebSocketEndpoint<Chunk> implements Protocol {
  static final Frames<Chunk> FRAMES = new Frames<>(Chunk::frame);

  private final Connection connection;

  /** What nobody wanted yet; without room of its own while there is nothing. */
  private final ArrayDeque<ByteBuf> parked = new ArrayDeque<>(1);

  private int parkedBytes;

  /**
   * Creates it.
   *
   * @param deflate null where messages are not compressed
   */
  WebSocketProtocol(
      Connection connection, WebSocketListener listener, @Nullable DeflateExtension deflate) {
    super(connection, FRAMES, connection.limits(), listener, deflate);
    this.connection = connection;
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
      ByteBuffer view = bytes.nioBuffer();
      decode(view);
      bytes.readerIndex(bytes.writerIndex() - view.remaining());
      if (bytes.isReadable() && connection.isOpen()) {
        park(bytes.retain(), true);
      }
    } finally {
      bytes.release();
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
  public boolean endsAtOnce() {
    return false;
  }

  @Override
  public boolean outlivesInput() {
    return false;
  }

  @Override
  public void outputEnded() {
    ended(null);
  }
}
