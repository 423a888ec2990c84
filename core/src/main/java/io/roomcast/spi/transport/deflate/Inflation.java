package io.roomcast.spi.transport.deflate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates one message (RFC 7692, section 7.2.2). Memory grows with what comes out, and never
 * beyond the limit and one byte.
 */
final class Inflation {
  /** What the sender has cut off; at its end comes a whole block. */
  private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

  /** The same and an empty last block, by which is seen that the message was whole. */
  private static final byte[] TAIL_AND_END = {
    0, 0, (byte) 0xff, (byte) 0xff, 1, 0, 0, (byte) 0xff, (byte) 0xff
  };

  private static final int FIRST_ROOM = 256;

  /** A sender without a flush ends its stream instead, several times in a message at most. */
  static final int MAX_STREAMS = 1024;

  static final NativePool<Inflater> POOL =
      new NativePool<>(
          Inflation::newInflater, Inflater::reset, Inflater::end, NativePool.capacity());

  private final Inflater inflater;
  private final int limit;
  private byte[] out;
  private int size;
  private int streams;

  private Inflation(Inflater inflater, int limit, int expected) {
    this.inflater = inflater;
    this.limit = limit;
    this.out = new byte[room(Math.max(FIRST_ROOM, 2L * expected))];
  }

  static Inflater newInflater() {
    return new Inflater(true);
  }

  /** A message for itself. */
  static ByteBuffer alone(ByteBuffer compressed, int limit) throws InflateException {
    Inflater inflater = POOL.take();
    try {
      Inflation inflation = new Inflation(inflater, limit, compressed.remaining());
      inflation.feed(compressed);
      inflation.feed(ByteBuffer.wrap(TAIL_AND_END));
      if (!inflater.finished()) {
        throw InflateException.malformed();
      }
      return inflation.result();
    } catch (DataFormatException e) {
      throw InflateException.malformed();
    } finally {
      POOL.giveBack(inflater);
    }
  }

  /** The next message of a stream. */
  static ByteBuffer next(Inflater inflater, ByteBuffer compressed, int limit)
      throws InflateException {
    try {
      Inflation inflation = new Inflation(inflater, limit, compressed.remaining());
      inflation.feed(compressed);
      inflation.feed(ByteBuffer.wrap(TAIL));
      return inflation.result();
    } catch (DataFormatException e) {
      throw InflateException.malformed();
    }
  }

  private void feed(ByteBuffer input) throws DataFormatException, InflateException {
    if (inflater.finished()) { // the message has ended its stream (section 7.2.3.4)
      nextStream();
    }
    inflater.setInput(input);
    while (true) {
      int produced = inflater.inflate(out, size, out.length - size);
      size += produced;
      if (size > limit) {
        throw InflateException.tooBig(limit);
      }
      if (inflater.finished()) {
        if (!input.hasRemaining()) {
          return;
        }
        nextStream();
        inflater.setInput(input);
      } else if (size == out.length) {
        out = Arrays.copyOf(out, room(2L * out.length));
      } else if (!input.hasRemaining()) { // there was room, so nothing is held back either
        return;
      } else if (produced == 0) {
        throw InflateException.malformed(); // it asks for a dictionary, which there is none
      }
    }
  }

  private void nextStream() throws InflateException {
    streams++;
    if (streams > MAX_STREAMS) {
      throw InflateException.malformed();
    }
    inflater.reset();
  }

  private int room(long wanted) {
    return (int) Math.min(wanted, Math.min(limit + 1L, Integer.MAX_VALUE - 8L));
  }

  private ByteBuffer result() {
    return ByteBuffer.wrap(out, 0, size).slice();
  }
}
