package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A payload of revision 3 as bytes, and the packets in it, decoded strictly. */
final class PayloadBytes {
  private final byte[] bytes;
  private final int start;
  private final int end;

  /** Takes the payload over. */
  PayloadBytes(ByteBuffer payload) {
    if (payload.hasArray()) {
      bytes = payload.array();
      start = payload.arrayOffset() + payload.position();
      end = start + payload.remaining();
    } else {
      bytes = new byte[payload.remaining()];
      payload.get(bytes);
      start = 0;
      end = bytes.length;
    }
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  byte at(int index) {
    return bytes[index];
  }

  /** A type and data; binary as {@code b}, its type and base64. */
  InboundPacket textPacket(int from, int to) throws MalformedPacketException {
    if (from == to) {
      throw new MalformedPacketException("empty packet");
    }
    if (bytes[from] == 'b') {
      TypedFrames.requireMessage(from + 1 < to ? bytes[from + 1] - '0' : -1);
      return PacketText.decodeBase64(ByteBuffer.wrap(bytes, from + 2, to - from - 2));
    }
    EnginePacket.Type type = Packets.typeOf(bytes[from]);
    if (type == null) {
      throw new MalformedPacketException("unknown packet type");
    }
    return new InboundPacket.Text(type, StrictUtf8.decode(bytes, from + 1, to));
  }

  /** A type as a number, and the bytes, which do not keep those around them in memory. */
  InboundPacket binaryPacket(int from, int to) throws MalformedPacketException {
    TypedFrames.requireMessage(from < to ? bytes[from] : -1);
    return new InboundPacket.Binary(ByteBuffer.wrap(Arrays.copyOfRange(bytes, from + 1, to)));
  }
}
