package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.OutboundMessage;
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

  /** Under this key a message remembers its frame. */
  private static final Object KEY = new Object();

  private Frames() {}

  /** The frame of a message: made once, shared, with a position of its own. */
  static ByteBuffer of(OutboundMessage message) {
    return message.encoded(KEY, Frames::encode).duplicate();
  }

  private static ByteBuffer encode(OutboundMessage message) {
    return frame(message.isText() ? TEXT : BINARY, message.payload()).asReadOnlyBuffer();
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

  private static ByteBuffer frame(int opcode, ByteBuffer payload) {
    int length = payload.remaining();
    ByteBuffer frame = ByteBuffer.allocate(length + 10).put((byte) (FIN | opcode));
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
