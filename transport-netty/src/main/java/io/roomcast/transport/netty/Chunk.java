package io.roomcast.transport.netty;

import io.netty.buffer.ByteBuf;
import io.roomcast.spi.transport.wire.FrameHeader;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Bytes that wait to be written, in one piece of a kind. */
sealed interface Chunk permits Chunk.Copied, SharedFrame {

  /**
   * Frames with a payload from here on are shared; smaller ones are copied for each receiver, since
   * a shared buffer is counted up and down by all event loops at once, and lies alone in a system
   * call or TLS record, where copies lie side by side.
   */
  int SHARED_FROM = 4 * 1024;

  /** A frame, for one receiver or many. */
  static Chunk frame(int first, ByteBuffer payload) {
    int length = payload.remaining();
    return length < SHARED_FROM
        ? new SmallFrame(FrameHeader.of(first, length, length).put(payload).array())
        : new SharedFrame(FrameHeader.of(first, length, 0).array(), payload);
  }

  /** How many bytes there are. */
  int length();

  /** A receiver has queued it. Any thread. */
  default void join() {}

  /**
   * That receiver is through with it, or gone. Any thread.
   *
   * @param later for what need not be done at once
   */
  default void leave(Executor later) {}

  /** Bytes that one connection or many copy, because they are few or its own. */
  sealed interface Copied extends Chunk {
    /**
     * Copies some of them.
     *
     * @param target appended to
     * @param offset of the first byte
     * @param count how many
     */
    void copyTo(ByteBuf target, int offset, int count);
  }

  /** A small frame: copying it costs less than counting who holds it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record SmallFrame(byte[] bytes) implements Copied {
    @Override
    public int length() {
      return bytes.length;
    }

    @Override
    public void copyTo(ByteBuf target, int offset, int count) {
      target.writeBytes(bytes, offset, count);
    }
  }

  /**
   * Bytes for one connection.
   *
   * @param written completes when the system has taken the last of them
   */
  record Piece(ByteBuffer bytes, @Nullable CompletableFuture<Void> written) implements Copied {
    @Override
    public int length() {
      return bytes.remaining();
    }

    @Override
    public void copyTo(ByteBuf target, int offset, int count) {
      ByteBuffer source = bytes.duplicate();
      source.position(bytes.position() + offset).limit(bytes.position() + offset + count);
      target.writeBytes(source);
    }
  }
}
