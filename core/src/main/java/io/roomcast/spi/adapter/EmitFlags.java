package io.roomcast.spi.adapter;

/**
 * How an event is to be delivered.
 *
 * <pre>{@code
 * EmitFlags flags = EmitFlags.DEFAULT.asVolatile().withCompress(false);
 * local.broadcast(packet, Selection.all(), flags); // io.asVolatile().compress(false).emit(…)
 * }</pre>
 *
 * @param isVolatile whether a receiver whose connection cannot take it at once does not get it;
 *     each server decides that for each of its sockets when it delivers
 * @param compress whether it may be compressed on its way to the clients
 */
public record EmitFlags(boolean isVolatile, boolean compress) {

  /** Neither volatile nor uncompressed. */
  public static final EmitFlags DEFAULT = new EmitFlags(false, true);

  /**
   * Not to be kept for later.
   *
   * @return the same, volatile
   */
  public EmitFlags asVolatile() {
    return new EmitFlags(true, compress);
  }

  /**
   * Whether it may be compressed.
   *
   * @param on false for what does not shrink
   * @return the same, with that
   */
  public EmitFlags withCompress(boolean on) {
    return new EmitFlags(isVolatile, on);
  }
}
