package io.roomcast.internal.engineio;

import java.nio.ByteBuffer;

/**
 * Walks over a binary payload of revision 3: each packet is 0 for text or 1 for binary, the digits
 * of its length in bytes, 255, and its content (EIO-81). What a length claims is bounded by what is
 * there.
 */
final class CountedBinaryDecoder implements InboundPayload {
  private final PayloadBytes payload;
  private int position;
  private boolean more;

  /** Takes the payload over. */
  CountedBinaryDecoder(ByteBuffer body) {
    payload = new PayloadBytes(body);
    position = payload.start();
    more = true; // an empty one is malformed
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  public InboundPacket next() throws MalformedPacketException {
    more = false;
    if (position == payload.end()) {
      throw new MalformedPacketException("empty payload");
    }
    byte kind = payload.at(position);
    int start = position + 1;
    long length = 0;
    while (start < payload.end() && isDigit(payload.at(start)) && length <= payload.end()) {
      length = length * 10 + payload.at(start);
      start++;
    }
    if (start == position + 1
        || start == payload.end()
        || payload.at(start) != CountedForms.END_OF_LENGTH) {
      throw new MalformedPacketException("no length before a packet");
    }
    start++;
    if (length > payload.end() - start) {
      throw new MalformedPacketException("a packet is not as long as it claims");
    }
    int stop = start + (int) length;
    InboundPacket packet =
        switch (kind) {
          case CountedForms.TEXT -> payload.textPacket(start, stop);
          case CountedForms.BINARY -> payload.binaryPacket(start, stop);
          default -> throw new MalformedPacketException("neither text nor binary");
        };
    position = stop;
    more = stop < payload.end();
    return packet;
  }

  private static boolean isDigit(byte number) {
    return number >= 0 && number <= 9;
  }
}
