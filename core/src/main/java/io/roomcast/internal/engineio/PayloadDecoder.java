package io.roomcast.internal.engineio;

import io.roomcast.engineio.EnginePacket;
import java.nio.ByteBuffer;

/**
 * Walks over a long-polling payload, packet by packet, in one pass and without an intermediate list
 * (EIO-26). The separator is one byte that cannot be part of a longer UTF-8 sequence, so the
 * payload is split as bytes and each packet decoded on its own, strictly.
 */
final class PayloadDecoder implements InboundPayload {
  private static final byte SEPARATOR = 0x1e;

  private final byte[] bytes;
  private final int end;
  private int position;
  private boolean more = true; // an empty payload is one empty packet (EIO-27)

  /** Takes the payload over. */
  PayloadDecoder(ByteBuffer payload) {
    if (payload.hasArray()) {
      bytes = payload.array();
      position = payload.arrayOffset() + payload.position();
      end = position + payload.remaining();
    } else {
      bytes = new byte[payload.remaining()];
      payload.get(bytes);
      end = bytes.length;
    }
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  public InboundPacket next() throws MalformedPacketException {
    int start = position;
    int stop = start;
    while (stop < end && bytes[stop] != SEPARATOR) {
      stop++;
    }
    position = stop + 1;
    more = false;
    InboundPacket packet = decode(start, stop);
    more = stop < end;
    return packet;
  }

  private InboundPacket decode(int start, int stop) throws MalformedPacketException {
    if (start == stop) {
      throw new MalformedPacketException("empty packet");
    }
    if (bytes[start] == 'b') {
      return PacketText.decodeBase64(ByteBuffer.wrap(bytes, start + 1, stop - start - 1));
    }
    EnginePacket.Type type = Packets.typeOf(bytes[start]);
    if (type == null) {
      throw new MalformedPacketException("unknown packet type");
    }
    return new InboundPacket.Text(type, StrictUtf8.decode(bytes, start + 1, stop));
  }
}
