package io.roomcast.internal.engineio;

import java.nio.ByteBuffer;

/** A packet from a client. */
sealed interface InboundPacket {

  /** A packet of any type; {@code data} is empty where it had none. */
  record Text(PacketType type, String data) implements InboundPacket {
    boolean is(PacketType expected, String expectedData) {
      return type == expected && data.equals(expectedData);
    }
  }

  /** A message with bytes. */
  record Binary(ByteBuffer data) implements InboundPacket {}
}
