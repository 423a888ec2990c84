package io.roomcast.spi.transport.wire;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a peer's pings. Where it does not read, they must not pile up, and of several
 * pings the latest may be answered alone (RFC 6455, section 5.5.3). Confined to the event loop.
 */
final class Pongs {
  /**
   * What a pong counts for against the high-water mark, for it takes more memory than it has bytes.
   */
  private static final int WEIGHT = 128;

  private final int most;
  private final Consumer<ByteBuffer> sender;
  private int waiting; // at most: all since nothing was queued

  /** The latest ping that could not be answered. */
  private @Nullable ByteBuffer due;

  /** {@code sender} queues the pong for a ping's payload, and lets it be written soon. */
  Pongs(int highWaterMark, Consumer<ByteBuffer> sender) {
    this.most = Math.max(1, highWaterMark / WEIGHT);
    this.sender = sender;
  }

  /** Answers now, where the queue is writable and not too many wait in it, and otherwise later. */
  void answer(ByteBuffer ping, boolean writable) {
    if (writable && waiting < most) {
      send(ping);
    } else {
      due = ping;
    }
  }

  /** Nothing is queued any more. */
  void drained() {
    waiting = 0;
    catchUp();
  }

  /** Answers what is due. */
  void catchUp() {
    ByteBuffer ping = due;
    if (ping != null) {
      due = null;
      send(ping);
    }
  }

  private void send(ByteBuffer ping) {
    waiting++;
    sender.accept(ping);
  }
}
