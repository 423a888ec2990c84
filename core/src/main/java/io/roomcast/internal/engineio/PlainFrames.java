package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;

/** Messages of revision 4: binary is what it is (EIO-25). */
final class PlainFrames implements FrameFormat {
  static final PlainFrames INSTANCE = new PlainFrames();

  private PlainFrames() {}

  @Override
  public OutboundMessage encode(EngineMessage packet) {
    return packet.webSocketForm();
  }

  @Override
  public InboundPacket decode(String text) throws MalformedPacketException {
    return PacketText.decode(text);
  }

  @Override
  public InboundPacket decode(ByteBuffer bytes) {
    return new InboundPacket.Binary(bytes);
  }
}
