package io.roomcast.spi.transport.wire;

/**
 * How much one connection does of what its peer has sent, before it lets the others on its event
 * loop have theirs. Measured by what the input comes to, since a few bytes of it may inflate to
 * very many; so a turn is so many bytes or one message, whichever is more. Confined to the event
 * loop.
 */
final class Turn {
  /** Bytes of messages. */
  static final int BYTES = 256 * 1024;

  /** What each frame counts for besides, since tiny ones are work, too. */
  static final int FRAME_BYTES = 128;

  private long done;

  /**
   * A frame has been decoded, perhaps the last one of a message of so many bytes.
   *
   * @return whether it is the turn of others now
   */
  boolean endsWith(int messageBytes) {
    done += FRAME_BYTES + messageBytes;
    return isOver();
  }

  boolean isOver() {
    return done >= BYTES;
  }

  /** The others have had theirs. */
  void beginAnew() {
    done = 0;
  }
}
