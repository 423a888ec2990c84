package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A large frame that is written to all its receivers from one and the same pooled buffer outside
 * the heap. The buffer lives as long as a receiver waits for the frame: it is filled for the first
 * who is written to and given back by the last, so nothing of it depends on the garbage collector.
 * Thread-safe.
 */
final class SharedFrame implements Chunk {
  private final byte[] header;
  private final ByteBuffer payload;
  private int receivers;
  private @Nullable ByteBuf buffer;

  SharedFrame(byte[] header, ByteBuffer payload) {
    this.header = header;
    this.payload = payload;
  }

  @Override
  public int length() {
    return header.length + payload.remaining();
  }

  @Override
  public synchronized void join() {
    receivers++;
  }

  @Override
  public synchronized void leave() {
    receivers--;
    if (receivers == 0 && buffer != null) {
      buffer.release();
      buffer = null;
    }
  }

  /** A retained slice; only for a receiver, between {@link #join} and {@link #leave}. */
  synchronized ByteBuf slice(ByteBufAllocator allocator, int offset, int count) {
    if (buffer == null) {
      buffer = allocator.directBuffer(length(), length());
      buffer.writeBytes(header).writeBytes(payload.duplicate());
    }
    return buffer.retainedSlice(offset, count);
  }

  /** Whether a buffer is held at the moment. */
  synchronized boolean isBuffered() {
    return buffer != null;
  }
}
