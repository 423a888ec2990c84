package io.roomcast.testkit.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket frame as a client sends it, right or wrong, for {@link SocketConnection#write}.
 * Immutable.
 *
 * <p>Example: {@link SocketConnection}.
 */
public final class RawFrame {
  /** The opcode of a further fragment. */
  public static final int CONTINUATION = 0;

  /** The opcode of a text message. */
  public static final int TEXT = 1;

  /** The opcode of a binary message. */
  public static final int BINARY = 2;

  /** The opcode of a close frame. */
  public static final int CLOSE = 8;

  /** The opcode of a ping. */
  public static final int PING = 9;

  /** The opcode of a pong. */
  public static final int PONG = 10;

  private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private final int first;
  private final boolean masked;
  private final byte[] payload;

  private RawFrame(int first, boolean masked, byte[] payload) {
    this.first = first;
    this.masked = masked;
    this.payload = payload;
  }

  /**
   * A correct frame: the only one of its message, and masked.
   *
   * @param opcode 0 to 15
   * @param payload copied
   * @return the frame
   */
  public static RawFrame of(int opcode, byte[] payload) {
    return new RawFrame(0x80 | opcode, true, payload.clone());
  }

  /**
   * A text frame.
   *
   * @param text the whole message
   * @return the frame
   */
  public static RawFrame text(String text) {
    return of(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A close frame.
   *
   * @param code the close code; 1005 leaves it out
   * @param reason may be empty
   * @return the frame
   */
  public static RawFrame close(int code, String reason) {
    if (code == 1005) {
      return of(CLOSE, new byte[0]);
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    return of(CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).array());
  }

  /**
   * This frame with or without the bit that ends a message.
   *
   * @param value false if more fragments follow
   * @return a new frame
   */
  public RawFrame last(boolean value) {
    return new RawFrame(value ? first | 0x80 : first & 0x7f, masked, payload);
  }

  /**
   * This frame with reserved bits set.
   *
   * @param bits 1 to 7
   * @return a new frame
   */
  public RawFrame reserved(int bits) {
    return new RawFrame(first | bits << 4, masked, payload);
  }

  /**
   * This frame without a mask, which a client must not send.
   *
   * @return a new frame
   */
  public RawFrame unmasked() {
    return new RawFrame(first, false, payload);
  }

  /**
   * The frame on the wire.
   *
   * @return a new array
   */
  public byte[] bytes() {
    int length = payload.length;
    ByteBuffer out = ByteBuffer.allocate(14 + length);
    int mask = masked ? 0x80 : 0;
    out.put((byte) first);
    if (length < 126) {
      out.put((byte) (mask | length));
    } else if (length < 65536) {
      out.put((byte) (mask | 126)).putShort((short) length);
    } else {
      out.put((byte) (mask | 127)).putLong(length);
    }
    if (masked) {
      out.put(MASK);
    }
    for (int i = 0; i < length; i++) {
      out.put((byte) (masked ? payload[i] ^ MASK[i & 3] : payload[i]));
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }
}
