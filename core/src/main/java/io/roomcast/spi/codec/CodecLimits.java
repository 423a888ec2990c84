package io.roomcast.spi.codec;

/**
 * What a decoder accepts from one connection.
 *
 * @param maxAttachments binary attachments of one packet; over it "too many attachments". Default
 *     10
 * @param maxDepth nesting of arrays and objects, in both directions. Default 64
 * @param maxPacketBytes a packet with all its attachments. Default 4 000 000
 */
public record CodecLimits(int maxAttachments, int maxDepth, int maxPacketBytes) {
  private static final CodecLimits DEFAULTS = new CodecLimits(10, 64, 4_000_000);

  public CodecLimits {
    if (maxAttachments < 0 || maxPacketBytes < 0) {
      throw new IllegalArgumentException("codec limits must not be negative");
    }
    if (maxDepth < 1 || maxDepth > 1000) {
      throw new IllegalArgumentException("maxDepth must be 1 to 1000, not " + maxDepth);
    }
  }

  /**
   * The documented defaults.
   *
   * @return the defaults
   */
  public static CodecLimits defaults() {
    return DEFAULTS;
  }
}
