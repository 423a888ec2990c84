package io.roomcast.transport.javawebsocket;

import io.roomcast.spi.transport.wire.BodyBuffer;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives into TLS records (RFC 8446, section 5.1). A record that lies in one piece is
 * not copied; of one that does not, the beginning is kept, in memory that grows with what has
 * arrived. Not thread-safe.
 */
final class RecordReader {
  /** The content type of handshake messages. */
  static final int HANDSHAKE = 22;

  private static final int FIRST_TYPE = 20;
  private static final int LAST_TYPE = 24;
  private static final int HEADER = 5;

  /** The most that RFC 5246, section 6.2.3, allows; RFC 8446 allows less. */
  static final int MAX_RECORD = HEADER + (1 << 14) + 2048;

  private final BodyBuffer partial = new BodyBuffer();

  /**
   * Takes input up to the end of a record.
   *
   * @param whole where a record is put together that came in pieces
   * @return the record; null if it is not complete, in which case all input was taken
   * @throws SSLException if this cannot be a record
   */
  @Nullable ByteBuffer next(ByteBuffer input, ByteBuffer whole) throws SSLException {
    int start = input.position();
    if (partial.size() == 0 && input.remaining() >= HEADER) {
      int length = length(input.get(start), input.get(start + 1), input.getShort(start + 3));
      if (input.remaining() >= length) {
        input.position(start + length);
        return input.slice(start, length);
      }
    }
    if (partial.size() < HEADER) {
      keep(input, HEADER - partial.size());
      if (partial.size() < HEADER) {
        return null;
      }
    }
    short body = (short) ((partial.at(3) << 8) | (partial.at(4) & 0xFF));
    int missing = length(partial.at(0), partial.at(1), body) - partial.size();
    if (input.remaining() < missing) {
      keep(input, input.remaining());
      return null;
    }
    whole.put(partial.take()).put(cut(input, missing));
    return whole.flip();
  }

  private static int length(byte type, byte majorVersion, short body) throws SSLException {
    int length = HEADER + (body & 0xFFFF);
    if (type < FIRST_TYPE || type > LAST_TYPE || majorVersion != 3) {
      throw new SSLException("not a TLS record");
    }
    if (length > MAX_RECORD) {
      throw new SSLException("a TLS record of " + length + " bytes is too large");
    }
    return length;
  }

  private void keep(ByteBuffer input, int most) {
    partial.append(cut(input, Math.min(most, input.remaining())));
  }

  private static ByteBuffer cut(ByteBuffer input, int length) {
    ByteBuffer piece = input.slice(input.position(), length);
    input.position(input.position() + length);
    return piece;
  }
}
