package io.roomcast.bench.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames out of what a connection brings. It keeps no buffer but for a frame that has come in
 * part, since there are thousands of it. Not thread-safe.
 */
public final class FrameReader {
  /** Is given the frames in their order. */
  @FunctionalInterface
  public interface Sink {
    /** One whole frame; the bytes are the reader's again afterwards. */
    void onFrame(int opcode, byte[] bytes, int offset, int length);
  }

  private static final int MAX_FRAME = 16 * 1024 * 1024;
  private static final byte[] NOTHING = {};

  private static final int COMPRESSED = 0x40;

  private final boolean masked;
  private final @Nullable Inflation inflation;
  private byte[] pending = NOTHING;
  private int pendingLength;

  private FrameReader(boolean masked, @Nullable Inflation inflation) {
    this.masked = masked;
    this.inflation = inflation;
  }

  /** Reads what a server sends. */
  public static FrameReader ofServer() {
    return new FrameReader(false, null);
  }

  /** Reads what a server sends that may compress it. */
  public static FrameReader ofServer(Inflation inflation) {
    return new FrameReader(false, inflation);
  }

  /** Reads what a client sends, which is masked. */
  public static FrameReader ofClient() {
    return new FrameReader(true, null);
  }

  /**
   * Reads on. Masked bytes are unmasked where they are.
   *
   * @throws WireException if it is no frame, is one of several of a message, or is too long
   */
  public void read(byte[] bytes, int offset, int length, Sink sink) {
    if (pendingLength == 0) {
      int taken = frames(bytes, offset, length, sink);
      keep(bytes, offset + taken, length - taken);
      return;
    }
    if (pending.length < pendingLength + length) {
      pending = Arrays.copyOf(pending, Math.max(pendingLength + length, 2 * pending.length));
    }
    System.arraycopy(bytes, offset, pending, pendingLength, length);
    int available = pendingLength + length;
    int taken = frames(pending, 0, available, sink);
    if (taken == available) {
      pending = NOTHING;
      pendingLength = 0;
    } else {
      System.arraycopy(pending, taken, pending, 0, available - taken);
      pendingLength = available - taken;
    }
  }

  /** Whether a frame has begun and not ended. */
  public boolean isInsideFrame() {
    return pendingLength > 0;
  }

  private void keep(byte[] bytes, int offset, int length) {
    if (length > 0) {
      pending = Arrays.copyOfRange(bytes, offset, offset + length);
      pendingLength = length;
    }
  }

  private int frames(byte[] bytes, int offset, int length, Sink sink) {
    int at = offset;
    int end = offset + length;
    while (end - at >= 2) {
      int head = headLength(bytes, at);
      if (end - at < head) {
        break;
      }
      int size = size(bytes, at);
      if (end - at - head < size) {
        break;
      }
      if (masked) {
        Frames.mask(bytes, at + head, size, key(bytes, at + head - 4));
      }
      deliver(bytes[at], bytes, at + head, size, sink);
      at += head + size;
    }
    return at - offset;
  }

  private void deliver(int first, byte[] bytes, int offset, int size, Sink sink) {
    if (inflation != null && (first & COMPRESSED) != 0) {
      byte[] message = inflation.inflate(bytes, offset, size);
      sink.onFrame(first & 0xf, message, 0, message.length);
    } else {
      sink.onFrame(first & 0xf, bytes, offset, size);
    }
  }

  private int headLength(byte[] bytes, int at) {
    if ((bytes[at] & (inflation == null ? 0xf0 : 0xb0)) != 0x80) {
      throw new WireException("not a whole message in one frame: " + (bytes[at] & 0xff));
    }
    if (((bytes[at + 1] & 0x80) != 0) != masked) {
      throw new WireException(masked ? "a client must mask" : "a server must not mask");
    }
    int length = bytes[at + 1] & 0x7f;
    return (length < 126 ? 2 : length == 126 ? 4 : 10) + (masked ? 4 : 0);
  }

  private static int size(byte[] bytes, int at) {
    int length = bytes[at + 1] & 0x7f;
    if (length < 126) {
      return length;
    }
    int digits = length == 126 ? 2 : 8;
    long size = 0;
    for (int i = 0; i < digits; i++) {
      size = (size << 8) | (bytes[at + 2 + i] & 0xff);
    }
    if (size < 0 || size > MAX_FRAME) {
      throw new WireException("a frame of " + size + " bytes");
    }
    return (int) size;
  }

  private static int key(byte[] bytes, int at) {
    return (bytes[at] << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }
}
