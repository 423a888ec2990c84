package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Makes the frames that a server sends: whole, unmasked, each in one buffer. */
final class Frames {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  static final int FIN = 0x80;
  static final int MAX_CONTROL_PAYLOAD = 125;

  static final int RSV1 = 0x40;

  /** Under these keys a message remembers its frames. */
  private static final Object PLAIN = new Object();

  static final Object COMPRESSED = new Object();

  private Frames() {}

  /** The frame of a message: made once, shared, with a position of its own. */
  static ByteBuffer of(OutboundMessage message) {
    return message.encoded(PLAIN, Frames::encode).duplicate();
  }

  /** As {@link #of}, compressed as everybody may have it who shares frames. */
  static ByteBuffer sharedCompressed(OutboundMessage message, DeflateExtension deflate) {
    return message.encoded(COMPRESSED, it -> compressed(it, deflate)).duplicate();
  }

  /** The compressed frame of a message; the plain one where it is to be sent as it is. */
  static ByteBuffer compressed(OutboundMessage message, DeflateExtension deflate) {
    return deflate
        .compress(message)
        .map(payload -> frame(RSV1 | opcode(message), payload).asReadOnlyBuffer())
        .orElseGet(() -> of(message));
  }

  private static ByteBuffer encode(OutboundMessage message) {
    return frame(opcode(message), message.payload()).asReadOnlyBuffer();
  }

  private static int opcode(OutboundMessage message) {
    return message.isText() ? TEXT : BINARY;
  }

  /** A pong with the payload of the ping. */
  static ByteBuffer pong(ByteBuffer payload) {
    return frame(PONG, payload);
  }

  /**
   * A close frame.
   *
   * @param code 1005 for a frame without a code
   * @param reason cut to what fits
   */
  static ByteBuffer close(int code, String reason) {
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

  private static ByteBuffer frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuffer frame = ByteBuffer.allocate(length + 10).put((byte) (FIN | first));
    if (length <= 125) {
      frame.put((byte) length);
    } else if (length <= 0xFFFF) {
      frame.put((byte) 126).putShort((short) length);
    } else {
      frame.put((byte) 127).putLong(length);
    }
    return frame.put(payload).flip();
  }
}
