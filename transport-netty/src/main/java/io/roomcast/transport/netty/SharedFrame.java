package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A large frame that is written to all its receivers from one and the same pooled buffer outside
 * the heap. The buffer is filled for the first who is written to, and lives as long as a receiver
 * waits for the frame, so nothing of it depends on the garbage collector. Thread-safe.
 *
 * <p>An event loop that keeps up with a broadcast is through with one receiver before the next one
 * is told of. So the buffer is not given back by the last receiver, but by a task behind it, if
 * nobody has come meanwhile.
 */
final class SharedFrame implements Chunk {
  private final byte[] header;
  private final ByteBuffer payload;
  private final Object filling = new Object();

  /** Set by a receiver, under {@link #filling}; cleared while there is none, under this. */
  private volatile @Nullable ByteBuf buffer;

  // guarded by this, which nobody holds for long: whoever sends a message needs it
  private int receivers;
  private boolean releaseDue;

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
  public void leave(Executor later) {
    synchronized (this) {
      receivers--;
      if (receivers > 0 || releaseDue || buffer == null) {
        return;
      }
      releaseDue = true;
    }
    later.execute(this::releaseUnused);
  }

  private synchronized void releaseUnused() {
    releaseDue = false;
    ByteBuf filled = buffer;
    if (receivers == 0 && filled != null) {
      buffer = null;
      filled.release();
    }
  }

  /** A retained slice; only for a receiver, between {@link #join} and {@link #leave}. */
  ByteBuf slice(ByteBufAllocator allocator, int offset, int count) {
    ByteBuf filled = buffer;
    return (filled == null ? fill(allocator) : filled).retainedSlice(offset, count);
  }

  private ByteBuf fill(ByteBufAllocator allocator) {
    synchronized (filling) {
      ByteBuf filled = buffer;
      if (filled == null) {
        filled = allocator.directBuffer(length(), length());
        filled.writeBytes(header).writeBytes(payload.duplicate());
        buffer = filled;
      }
      return filled;
    }
  }

  /** Whether a buffer is held at the moment. */
  boolean isBuffered() {
    return buffer != null;
  }
}
