package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.FrameHeader;
import java.nio.ByteBuffer;

/** Makes the frames that a server sends: whole, unmasked, each in one buffer. */
final class Frames {
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
        .map(payload -> frame(FrameHeader.RSV1 | opcode(message), payload).asReadOnlyBuffer())
        .orElseGet(() -> of(message));
  }

  private static ByteBuffer encode(OutboundMessage message) {
    return frame(opcode(message), message.payload()).asReadOnlyBuffer();
  }

  private static int opcode(OutboundMessage message) {
    return message.isText() ? FrameHeader.TEXT : FrameHeader.BINARY;
  }

  /** A pong with the payload of the ping. */
  static ByteBuffer pong(ByteBuffer payload) {
    return frame(FrameHeader.PONG, payload);
  }

  /**
   * A close frame.
   *
   * @param code 1005 for a frame without a code
   * @param reason cut to what fits
   */
  static ByteBuffer close(int code, String reason) {
    return frame(FrameHeader.CLOSE, FrameHeader.closePayload(code, reason));
  }

  private static ByteBuffer frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    return FrameHeader.of(first, length, length).put(payload).flip();
  }
}
