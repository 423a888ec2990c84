package io.roomcast.internal.engineio;

import java.nio.ByteBuffer;
import java.util.List;

/** Joins packets to one long-polling payload of revision 4 (EIO-26). */
final class PayloadEncoder {
  private static final byte SEPARATOR = 0x1e;

  private PayloadEncoder() {}

  /** At least one packet; a single one is not copied. */
  static OutboundPayload encode(List<EngineMessage> packets) {
    if (packets.size() == 1) {
      return packets.get(0).pollingForm();
    }
    int length = packets.size() - 1;
    for (EngineMessage packet : packets) {
      length = Math.addExact(length, packet.pollingForm().length());
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    for (EngineMessage packet : packets) {
      if (payload.position() > 0) {
        payload.put(SEPARATOR);
      }
      payload.put(packet.pollingForm().bytes());
    }
    return new OutboundPayload(payload.flip());
  }
}
