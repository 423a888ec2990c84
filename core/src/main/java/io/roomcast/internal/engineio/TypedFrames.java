package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Messages of revision 3: binary begins with the type of its packet, in base64 behind a {@code b}
 * where the client takes text only (EIO-81). Clients send both.
 */
final class TypedFrames implements FrameFormat {
  static final TypedFrames BINARY = new TypedFrames(true);
  static final TypedFrames TEXT_ONLY = new TypedFrames(false);

  private final boolean sendsBinary;

  private TypedFrames(boolean sendsBinary) {
    this.sendsBinary = sendsBinary;
  }

  @Override
  public OutboundMessage encode(EngineMessage packet) {
    return sendsBinary ? packet.countedForms().frame() : packet.countedForms().textFrame();
  }

  @Override
  public InboundPacket decode(String text) throws MalformedPacketException {
    if (text.isEmpty() || text.charAt(0) != 'b') {
      return PacketText.decode(text);
    }
    requireMessage(text.length() > 1 ? text.charAt(1) - '0' : -1);
    return PacketText.decodeBase64(StandardCharsets.ISO_8859_1.encode(text.substring(2)));
  }

  @Override
  public InboundPacket decode(ByteBuffer bytes) throws MalformedPacketException {
    requireMessage(bytes.hasRemaining() ? bytes.get() : -1);
    return new InboundPacket.Binary(bytes.slice());
  }

  /** No packet but a message carries bytes. */
  static void requireMessage(int type) throws MalformedPacketException {
    if (type != CountedForms.MESSAGE) {
      throw new MalformedPacketException("binary that is no message");
    }
  }
}
