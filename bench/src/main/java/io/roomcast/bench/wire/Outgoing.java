package io.roomcast.bench.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the system takes of a connection's bytes, and the rest when it takes more. Not
 * thread-safe.
 */
public final class Outgoing {
  private final SocketChannel channel;
  private final SelectionKey key;
  private @Nullable ByteBuffer unsent;

  public Outgoing(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /** Writes, in order; what is not taken at once is copied. */
  public void write(ByteBuffer bytes) throws IOException {
    ByteBuffer waiting = unsent;
    if (waiting != null) {
      int length = waiting.remaining() + bytes.remaining();
      unsent = ByteBuffer.allocate(length).put(waiting).put(bytes).flip();
      return;
    }
    channel.write(bytes);
    if (bytes.hasRemaining()) {
      unsent = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  /** To be called when the key is writable. */
  public void writeOn() throws IOException {
    ByteBuffer waiting = unsent;
    if (waiting != null) {
      channel.write(waiting);
      if (waiting.hasRemaining()) {
        return;
      }
      unsent = null;
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  /** How many bytes the system has not taken. */
  public int unsent() {
    return unsent == null ? 0 : unsent.remaining();
  }
}
