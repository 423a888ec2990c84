package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads a packet in text form, as it is in a text message of a WebSocket (EIO-25). */
final class PacketText {
  private PacketText() {}

  static InboundPacket decode(String frame) throws MalformedPacketException {
    if (frame.isEmpty()) {
      throw new MalformedPacketException("empty packet");
    }
    if (frame.charAt(0) == 'b') {
      return decodeBase64(
          StandardCharsets.ISO_8859_1.encode(frame.substring(1))); // others become '?', which fails
    }
    EnginePacket.Type type = Packets.typeOf(frame.charAt(0));
    if (type == null) {
      throw new MalformedPacketException("unknown packet type");
    }
    return new InboundPacket.Text(type, frame.substring(1));
  }

  /**
   * Standard alphabet, with or without padding (EIO-28). The official Java client ends every line
   * of 76 characters, and the last one, with a line feed.
   */
  static InboundPacket decodeBase64(ByteBuffer encoded) throws MalformedPacketException {
    try {
      return new InboundPacket.Binary(Base64.getDecoder().decode(withoutLineBreaks(encoded)));
    } catch (IllegalArgumentException e) {
      throw new MalformedPacketException("invalid base64");
    }
  }

  private static ByteBuffer withoutLineBreaks(ByteBuffer encoded) {
    int first = encoded.position();
    while (first < encoded.limit() && !isLineBreak(encoded.get(first))) {
      first++;
    }
    if (first == encoded.limit()) {
      return encoded;
    }
    ByteBuffer joined = ByteBuffer.allocate(encoded.remaining());
    while (encoded.hasRemaining()) {
      byte next = encoded.get();
      if (!isLineBreak(next)) {
        joined.put(next);
      }
    }
    return joined.flip();
  }

  private static boolean isLineBreak(byte character) {
    return character == '\n' || character == '\r';
  }
}
