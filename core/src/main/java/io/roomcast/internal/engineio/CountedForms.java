package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * An outgoing packet in the forms of revision 3 (EIO-81). Each is made when the first receiver
 * needs it and then shared; a race only makes it twice.
 */
final class CountedForms {
  static final byte TEXT = 0;
  static final byte BINARY = 1;
  static final byte END_OF_LENGTH = (byte) 0xff;
  static final byte MESSAGE = 4;

  private final OutboundMessage message;
  private volatile @Nullable OutboundMessage frame;
  private volatile @Nullable OutboundMessage textFrame;
  private volatile @Nullable OutboundPayload textPayload;
  private volatile @Nullable OutboundPayload binaryPayload;

  /** {@code message} is what clients of revision 4 get on a WebSocket. */
  CountedForms(OutboundMessage message) {
    this.message = message;
  }

  /** For a WebSocket: a binary message begins with its type. */
  OutboundMessage frame() {
    if (message.isText()) {
      return message;
    }
    OutboundMessage made = frame;
    if (made == null) {
      ByteBuffer typed = ByteBuffer.allocate(1 + message.length());
      made = alike(OutboundMessage.binary(typed.put(MESSAGE).put(message.payload()).flip()));
      frame = made;
    }
    return made;
  }

  /** For a WebSocket that takes text only: a binary message is base64 behind {@code b4}. */
  OutboundMessage textFrame() {
    if (message.isText()) {
      return message;
    }
    OutboundMessage made = textFrame;
    if (made == null) {
      ByteBuffer base64 = Base64.getEncoder().encode(message.payload());
      ByteBuffer marked = ByteBuffer.allocate(2 + base64.remaining());
      made =
          alike(
              OutboundMessage.utf8(
                  marked.put((byte) 'b').put((byte) ('0' + MESSAGE)).put(base64).flip()));
      textFrame = made;
    }
    return made;
  }

  private OutboundMessage alike(OutboundMessage other) {
    return message.compress() ? other : other.uncompressed();
  }

  /** The length in UTF-16 units, a colon, the text. */
  OutboundPayload textPayload() {
    OutboundPayload made = textPayload;
    if (made == null) {
      ByteBuffer text = textFrame().payload();
      byte[] length = (utf16Length(text) + ":").getBytes(StandardCharsets.US_ASCII);
      ByteBuffer counted = ByteBuffer.allocate(length.length + text.remaining());
      made = new OutboundPayload(counted.put(length).put(text).flip());
      textPayload = made;
    }
    return made;
  }

  /** 0 or 1 for text or binary, the digits of the length in bytes, 255, the bytes. */
  OutboundPayload binaryPayload() {
    OutboundPayload made = binaryPayload;
    if (made == null) {
      ByteBuffer content = frame().payload();
      String length = Integer.toString(content.remaining());
      ByteBuffer counted = ByteBuffer.allocate(2 + length.length() + content.remaining());
      counted.put(message.isText() ? TEXT : BINARY);
      for (int i = 0; i < length.length(); i++) {
        counted.put((byte) (length.charAt(i) - '0'));
      }
      made = new OutboundPayload(counted.put(END_OF_LENGTH).put(content).flip());
      binaryPayload = made;
    }
    return made;
  }

  private static int utf16Length(ByteBuffer utf8) {
    int units = 0;
    for (int i = utf8.position(); i < utf8.limit(); i++) {
      units += CountedTextDecoder.utf16Units(utf8.get(i));
    }
    return units;
  }
}
