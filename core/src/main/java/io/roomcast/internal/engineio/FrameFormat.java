package io.roomcast.internal.engineio;

import io.roomcast.spi.transport.OutboundMessage;
import java.nio.ByteBuffer;

/** How a packet is a message of a WebSocket. */
sealed interface FrameFormat permits PlainFrames, TypedFrames {

  /** Shared by all receivers. */
  OutboundMessage encode(EngineMessage packet);

  InboundPacket decode(String text) throws MalformedPacketException;

  /** Takes the bytes over. */
  InboundPacket decode(ByteBuffer bytes) throws MalformedPacketException;
}
