package io.roomcast.spi.transport.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The heads of the frames that a server sends: whole and unmasked (RFC 6455, section 5.2).
 *
 * <pre>{@code
 * byte[] hello = "hello".getBytes(UTF_8);
 * ByteBuffer frame =
 *     FrameHeader.of(FrameHeader.TEXT, hello.length, hello.length).put(hello).flip();
 * }</pre>
 */
public final class FrameHeader {
  /** The opcode of a text frame. */
  public static final int TEXT = 1;

  /** The opcode of a binary frame. */
  public static final int BINARY = 2;

  /** The opcode of a close frame. */
  public static final int CLOSE = 8;

  /** The opcode of a pong. */
  public static final int PONG = 10;

  /** Beside the opcode: the message is compressed (RFC 7692, section 6). */
  public static final int RSV1 = 0x40;

  static final int CONTINUATION = 0;
  static final int PING = 9;
  static final int FIN = 0x80;
  static final int MAX_CONTROL_PAYLOAD = 125;

  private FrameHeader() {}

  /**
   * A head, in an array of exactly its size and the room behind it.
   *
   * @param first the opcode, with {@link #RSV1} where the payload is compressed
   * @param length of the payload
   * @param room bytes that are left free behind it, for example for the payload
   * @return positioned behind the head
   */
  public static ByteBuffer of(int first, int length, int room) {
    int size = length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10;
    ByteBuffer head = ByteBuffer.allocate(size + room).put((byte) (FIN | first));
    if (size == 2) {
      head.put((byte) length);
    } else if (size == 4) {
      head.put((byte) 126).putShort((short) length);
    } else {
      head.put((byte) 127).putLong(length);
    }
    return head;
  }

  /**
   * The payload of a close frame.
   *
   * @param code 1005 for one without a code, which is empty
   * @param reason cut to what fits, between two characters
   * @return ready to be read
   * @throws IllegalArgumentException if no close frame may carry the code
   */
  public static ByteBuffer closePayload(int code, String reason) {
    if (code == CloseCodes.NONE) {
      return ByteBuffer.allocate(0);
    }
    if (!CloseCodes.isSendable(code)) {
      throw new IllegalArgumentException("not a close code that can be sent: " + code);
    }
    ByteBuffer payload = ByteBuffer.allocate(MAX_CONTROL_PAYLOAD).putShort((short) code);
    // the encoder stops before a character that does not fit as a whole
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(reason), payload, true);
    return payload.flip();
  }
}
