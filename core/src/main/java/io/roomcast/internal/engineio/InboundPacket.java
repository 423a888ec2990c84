package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import java.nio.ByteBuffer;

/** A packet from a client. */
sealed interface InboundPacket {

  EnginePacket.Type type();

  /** A packet of any type; {@code data} is empty where it had none. */
  record Text(EnginePacket.Type type, String data) implements InboundPacket {
    boolean is(EnginePacket.Type expected, String expectedData) {
      return type == expected && data.equals(expectedData);
    }
  }

  /** A message with bytes. */
  record Binary(ByteBuffer data) implements InboundPacket {
    @Override
    public EnginePacket.Type type() {
      return EnginePacket.Type.MESSAGE;
    }
  }
}
