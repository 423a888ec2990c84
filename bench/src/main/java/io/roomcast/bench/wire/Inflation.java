package io.roomcast.bench.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates what servers compress with permessage-deflate (RFC 7692). One whose server keeps its
 * window between messages belongs to one connection. Otherwise all connections share it, and a
 * message that goes to many of them is inflated once. Not thread-safe.
 */
public final class Inflation implements AutoCloseable {
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
  private static final int MAX_SIZE = 16 * 1024 * 1024;
  private static final int REMEMBERED = 256;
  private static final int FIRST_SIZE = 4096;

  private final Inflater inflater = new Inflater(true);
  private final boolean takesOver;
  private final Map<ByteBuffer, byte[]> recent =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, byte[]> eldest) {
          return size() > REMEMBERED;
        }
      };
  private byte[] output = new byte[FIRST_SIZE];

  /**
   * For a server that agreed to something.
   *
   * @param takesOver whether it keeps its window between messages
   */
  public Inflation(boolean takesOver) {
    this.takesOver = takesOver;
  }

  /**
   * Inflates a message.
   *
   * @return what it was; not to be changed
   * @throws WireException if it is no compressed message, or is too long
   */
  byte[] inflate(byte[] bytes, int offset, int length) {
    if (takesOver) {
      return inflated(bytes, offset, length);
    }
    byte[] known = recent.get(ByteBuffer.wrap(bytes, offset, length));
    if (known != null) {
      return known;
    }
    inflater.reset();
    byte[] message = inflated(bytes, offset, length);
    recent.put(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length)), message);
    return message;
  }

  private byte[] inflated(byte[] bytes, int offset, int length) {
    int size = take(bytes, offset, length, 0);
    return Arrays.copyOf(output, take(TAIL, 0, TAIL.length, size));
  }

  /** Inflates on, and returns how much there is now. */
  private int take(byte[] bytes, int offset, int length, int start) {
    int size = start;
    inflater.setInput(bytes, offset, length);
    try {
      while (true) {
        int more = inflater.inflate(output, size, output.length - size);
        size += more;
        if (size == output.length) {
          if (size >= MAX_SIZE) {
            throw new WireException("a message that inflates to more than " + size + " bytes");
          }
          output = Arrays.copyOf(output, 2 * size);
        } else if (more == 0) {
          return size;
        }
      }
    } catch (DataFormatException e) {
      throw new WireException("not compressed: " + e.getMessage());
    }
  }

  /** Gives native memory back. */
  @Override
  public void close() {
    inflater.end();
  }
}
