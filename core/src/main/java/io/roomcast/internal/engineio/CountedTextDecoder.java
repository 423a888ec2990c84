package io.roomcast.internal.engineio;

import java.nio.ByteBuffer;

/**
 * Walks over a text payload of revision 3: {@code <length>:<packet>}, again and again, where a
 * length counts UTF-16 units (EIO-81). What a length claims is bounded by what is there.
 */
final class CountedTextDecoder implements InboundPayload {
  private final PayloadBytes payload;
  private int position;
  private boolean more;

  /** Takes the payload over. */
  CountedTextDecoder(ByteBuffer body) {
    payload = new PayloadBytes(body);
    position = payload.start();
    more = position == payload.end() || seek(); // an empty one is malformed
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  /** Passes over {@code 0:}, which stands for a payload without packets. */
  private boolean seek() {
    while (position + 1 < payload.end()
        && payload.at(position) == '0'
        && payload.at(position + 1) == ':') {
      position += 2;
    }
    return position < payload.end();
  }

  @Override
  public InboundPacket next() throws MalformedPacketException {
    more = false;
    int start = position;
    long units = 0;
    while (start < payload.end() && isDigit(payload.at(start)) && units <= payload.end()) {
      units = units * 10 + payload.at(start) - '0';
      start++;
    }
    if (start == position || start == payload.end() || payload.at(start) != ':') {
      throw new MalformedPacketException("no length before a packet");
    }
    start++;
    int stop = endOf(units, start);
    InboundPacket packet = payload.textPacket(start, stop);
    position = stop;
    more = seek();
    return packet;
  }

  private int endOf(long units, int start) throws MalformedPacketException {
    int at = start;
    long left = units;
    while (at < payload.end()) {
      int next = utf16Units(payload.at(at));
      if (left == 0 && next > 0) {
        return at;
      }
      left -= next;
      at++;
    }
    if (left != 0) {
      throw new MalformedPacketException("a packet is not as long as it claims");
    }
    return at;
  }

  private static boolean isDigit(byte character) {
    return character >= '0' && character <= '9';
  }

  /** How many units a character takes that begins with this byte of UTF-8; 0 where none does. */
  static int utf16Units(byte utf8) {
    if ((utf8 & 0xc0) == 0x80) {
      return 0;
    }
    return (utf8 & 0xf8) == 0xf0 ? 2 : 1;
  }
}
