package io.roomcast.spi.transport.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Collects bytes; grows with what has arrived, never by what was announced. Not thread-safe.
 *
 * <pre>{@code
 * BodyBuffer body = new BodyBuffer();
 * body.append(input); // as often as something comes
 * ByteBuffer whole = body.take();
 * }</pre>
 */
public final class BodyBuffer {
  private static final byte[] EMPTY = {};
  private static final long MAX_ARRAY = Integer.MAX_VALUE - 8L;

  private byte[] bytes = EMPTY;
  private int size;

  /** An empty one, which takes no memory yet. */
  public BodyBuffer() {}

  /**
   * How much was collected.
   *
   * @return bytes
   */
  public int size() {
    return size;
  }

  /**
   * One of the collected bytes.
   *
   * @param index below {@link #size()}
   * @return the byte
   */
  public byte at(int index) {
    return bytes[index];
  }

  /**
   * Appends all that remains in {@code source}.
   *
   * @param source read to its end
   */
  public void append(ByteBuffer source) {
    int length = source.remaining();
    ensureRoom(length);
    source.get(bytes, size, length);
    size += length;
  }

  /**
   * Appends {@code length} bytes of {@code source}, each combined with its byte of the mask.
   *
   * @param source read as far as that, whatever its byte order
   * @param length at most what remains in it
   * @param mask its first byte is for the first byte of {@code source}
   */
  public void appendUnmasked(ByteBuffer source, int length, int mask) {
    ensureRoom(length);
    ByteBuffer target = ByteBuffer.wrap(bytes, size, length).order(source.order());
    long wide = ((long) mask << 32) | (mask & 0xFFFFFFFFL);
    if (source.order() == ByteOrder.LITTLE_ENDIAN) {
      wide = Long.reverseBytes(wide);
    }
    int left = length;
    for (; left >= Long.BYTES; left -= Long.BYTES) {
      target.putLong(source.getLong() ^ wide);
    }
    for (int shift = 24; left > 0; left--) {
      target.put((byte) (source.get() ^ (mask >>> shift)));
      shift = shift == 0 ? 24 : shift - 8;
    }
    size += length;
  }

  private void ensureRoom(int length) {
    int needed = Math.addExact(size, length);
    if (needed > bytes.length) {
      long capacity = Math.min(MAX_ARRAY, Math.max(needed, 2L * size));
      bytes = Arrays.copyOf(bytes, (int) capacity);
    }
  }

  /**
   * What was collected; the buffer starts anew.
   *
   * @return backed by an array, and the caller's
   */
  public ByteBuffer take() {
    ByteBuffer taken = ByteBuffer.wrap(bytes, 0, size).slice();
    drop();
    return taken;
  }

  /** Forgets what was collected. */
  public void drop() {
    bytes = EMPTY;
    size = 0;
  }
}
