package io.roomcast.testkit.guide;

import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames as a server sends them: unfragmented and unmasked (RFC 6455, section 5.2). */
final class Frame {
  private static final Object KEY = new Object();
  private static final int MAX_REASON_BYTES = 123;

  private Frame() {}

  /** The frame of a message, made once however many connections it goes to. */
  static ByteBuffer of(OutboundMessage message) {
    return message.encoded(KEY, Frame::encode).duplicate();
  }

  private static ByteBuffer encode(OutboundMessage message) {
    int length = message.length();
    ByteBuffer frame = ByteBuffer.allocate(length + 10);
    frame.put((byte) (message.isText() ? 0x81 : 0x82));
    if (length < 126) {
      frame.put((byte) length);
    } else if (length < 65_536) {
      frame.put((byte) 126).putShort((short) length);
    } else {
      frame.put((byte) 127).putLong(length);
    }
    return frame.put(message.payload()).flip().asReadOnlyBuffer();
  }

  /** A close frame; 1005 stands for one without a code. */
  static ByteBuffer close(int code, String reason) {
    byte[] text = code == 1005 ? new byte[0] : cut(reason).getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + text.length).put((byte) 0x88);
    if (code == 1005) {
      return frame.put((byte) 0).flip();
    }
    return frame.put((byte) (2 + text.length)).putShort((short) code).put(text).flip();
  }

  /** Whether {@code close} takes a code, or throws: those that RFC 6455 lets nobody send. */
  static boolean isSendable(int code) {
    boolean ofTheProtocol = code >= 1000 && code <= 1014 && code != 1004 && code != 1006;
    return ofTheProtocol || (code >= 3000 && code <= 4999);
  }

  /** Cut to what a close frame can carry, between characters. */
  private static String cut(String reason) {
    int end = reason.length();
    while (reason.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
      end = reason.offsetByCodePoints(end, -1);
    }
    return reason.substring(0, end);
  }
}
