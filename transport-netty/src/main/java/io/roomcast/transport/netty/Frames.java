package io.roomcast.transport.netty;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Makes the frames that a server sends: whole and unmasked. */
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int FIN = 0x80;
  static final int MAX_CONTROL_PAYLOAD = 125;

  /** Frames with a payload from here on are shared, smaller ones copied. */
  static final int SHARED_FROM = 4 * 1024;

  static final int RSV1 = 0x40;

  /** Under these keys a message remembers its frames. */
  private static final Object PLAIN = new Object();

  static final Object COMPRESSED = new Object();

  private Frames() {}

  /** The frame of a message: made once, shared by all receivers. */
  static Chunk of(OutboundMessage message) {
    return message.encoded(PLAIN, it -> messageFrame(opcode(it), it.payload()));
  }

  /** As {@link #of}, compressed as everybody may have it who shares frames. */
  static Chunk sharedCompressed(OutboundMessage message, DeflateExtension deflate) {
    return message.encoded(COMPRESSED, it -> compressed(it, deflate));
  }

  /** The compressed frame of a message; the plain one where it is to be sent as it is. */
  static Chunk compressed(OutboundMessage message, DeflateExtension deflate) {
    return deflate
        .compress(message)
        .map(payload -> messageFrame(RSV1 | opcode(message), payload))
        .orElseGet(() -> of(message));
  }

  private static int opcode(OutboundMessage message) {
    return message.isText() ? TEXT : BINARY;
  }

  private static Chunk messageFrame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    return length < SHARED_FROM
        ? frame(first, payload)
        : new SharedFrame(header(first, length, 0).array(), payload);
  }

  /** A pong with the payload of the ping. */
  static Chunk pong(ByteBuffer payload) {
    return frame(PONG, payload);
  }

  /**
   * A close frame.
   *
   * @param code 1005 for a frame without a code
   * @param reason cut to what fits
   */
  static Chunk close(int code, String reason) {
    if (code == CloseCodes.NONE) {
      return frame(CLOSE, ByteBuffer.allocate(0));
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
    return frame(CLOSE, payload.flip());
  }

  private static Chunk frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    return new Chunk.SmallFrame(header(first, length, length).put(payload).array());
  }

  /** A header, in an array of exactly its size and the room behind it. */
  private static ByteBuffer header(int first, int length, int room) {
    int size = length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(size + room).put((byte) (FIN | first));
    if (size == 2) {
      frame.put((byte) length);
    } else if (size == 4) {
      frame.put((byte) 126).putShort((short) length);
    } else {
      frame.put((byte) 127).putLong(length);
    }
    return frame;
  }
}
