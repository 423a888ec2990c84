package io.roomcast.transport.netty;

import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.spi.transport.deflate.DeflateExtension;
import io.roomcast.spi.transport.wire.FrameHeader;
import java.nio.ByteBuffer;

/** Makes the frames that a server sends: whole and unmasked. */
final class Frames {
  /**
   * Frames with a payload from here on are shared; smaller ones are copied for each receiver, since
   * a shared buffer is counted up and down by all event loops at once, and lies alone in a system
   * call or TLS record, where copies lie side by side.
   */
  static final int SHARED_FROM = 4 * 1024;

  /** Under these keys a message remembers its frames. */
  private static final Object PLAIN = new Object();

  private static final Object COMPRESSED = new Object();

  private Frames() {}

  /** The frame of a message: made once, shared by all receivers. */
  static Chunk of(OutboundMessage message) {
    return message.encoded(PLAIN, it -> frame(opcode(it), it.payload()));
  }

  /** As {@link #of}, compressed as everybody may have it who shares frames. */
  static Chunk sharedCompressed(OutboundMessage message, DeflateExtension deflate) {
    return message.encoded(COMPRESSED, it -> compressed(it, deflate));
  }

  /** The compressed frame of a message; the plain one where it is to be sent as it is. */
  static Chunk compressed(OutboundMessage message, DeflateExtension deflate) {
    return deflate
        .compress(message)
        .map(payload -> frame(FrameHeader.RSV1 | opcode(message), payload))
        .orElseGet(() -> of(message));
  }

  private static int opcode(OutboundMessage message) {
    return message.isText() ? FrameHeader.TEXT : FrameHeader.BINARY;
  }

  /** A pong with the payload of the ping. */
  static Chunk pong(ByteBuffer payload) {
    return frame(FrameHeader.PONG, payload);
  }

  /**
   * A close frame.
   *
   * @param code 1005 for a frame without a code
   * @param reason cut to what fits
   */
  static Chunk close(int code, String reason) {
    return frame(FrameHeader.CLOSE, FrameHeader.closePayload(code, reason));
  }

  private static Chunk frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    return length < SHARED_FROM
        ? new Chunk.SmallFrame(FrameHeader.of(first, length, length).put(payload).array())
        : new SharedFrame(FrameHeader.of(first, length, 0).array(), payload);
  }
}
