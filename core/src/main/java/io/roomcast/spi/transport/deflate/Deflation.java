package io.roomcast.spi.transport.deflate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.Deflater;

/** Compresses messages (RFC 7692, section 7.2.1). */
final class Deflation {
  /** What a sync flush ends with; the receiver puts it back. */
  private static final int TAIL = 4;

  private static final int SMALLEST_ROOM = 128;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static final NativePool<Deflater> POOL =
      new NativePool<>(
          Deflation::newDeflater, Deflater::reset, Deflater::end, NativePool.capacity());

  private Deflation() {}

  /** The fastest level: messages are short, and the best one gains a few percent at most. */
  static Deflater newDeflater() {
    return new Deflater(Deflater.BEST_SPEED, true);
  }

  /** A message for itself; empty where it does not shrink. */
  static Optional<ByteBuffer> alone(ByteBuffer payload) {
    int length = payload.remaining();
    Deflater deflater = POOL.take();
    try {
      return Optional.of(deflate(deflater, payload)).filter(it -> it.remaining() < length);
    } finally {
      POOL.giveBack(deflater);
    }
  }

  /** The next message of a stream; at least one byte. */
  static ByteBuffer deflate(Deflater deflater, ByteBuffer payload) {
    byte[] out = new byte[Math.max(SMALLEST_ROOM, payload.remaining() / 2)];
    deflater.setInput(payload);
    int size = 0;
    while (true) {
      size += deflater.deflate(out, size, out.length - size, Deflater.SYNC_FLUSH);
      if (size < out.length) { // there was room left, so the flush is complete
        deflater.setInput(NOTHING.duplicate()); // not to keep the message in memory
        return ByteBuffer.wrap(out, 0, size - TAIL).slice();
      }
      out = Arrays.copyOf(out, Math.multiplyExact(out.length, 2));
    }
  }
}
