package io.roomcast.spi.codec;

/**
 * What a decoder accepts from one connection. A packet over a limit is a {@link DecodeException},
 * made by {@link DecodeException#overLimit}, so that the server can count it.
 *
 * <pre>{@code
 * Server.builder()
 *     .codecLimits(CodecLimits.defaults().withMaxAttachments(50).withMaxValues(1_000_000));
 * }</pre>
 *
 * @param maxAttachments binary attachments of one packet; over it "too many attachments". Default
 *     10
 * @param maxDepth nesting of arrays and objects, in both directions, 1 to 1000; over it "payload
 *     nested too deeply". Default 64
 * @param maxPacketBytes a packet with all its attachments; over it "packet too large". Default 4
 *     000 000
 * @param maxValues values of one packet: scalars, arrays and objects, at any depth; over it "too
 *     many values". A value takes more memory than text, about 60 bytes for an object of one small
 *     member. Default 100 000
 */
public record CodecLimits(int maxAttachments, int maxDepth, int maxPacketBytes, int maxValues) {
  private static final CodecLimits DEFAULTS = new CodecLimits(10, 64, 4_000_000, 100_000);

  public CodecLimits {
    if (maxAttachments < 0 || maxPacketBytes < 0 || maxValues < 0) {
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

  /**
   * These limits with another number of attachments.
   *
   * @param value of one packet
   * @return new limits
   * @throws IllegalArgumentException if it is negative
   */
  public CodecLimits withMaxAttachments(int value) {
    return new CodecLimits(value, maxDepth, maxPacketBytes, maxValues);
  }

  /**
   * These limits with another depth.
   *
   * @param value 1 to 1000
   * @return new limits
   * @throws IllegalArgumentException if it is out of range
   */
  public CodecLimits withMaxDepth(int value) {
    return new CodecLimits(maxAttachments, value, maxPacketBytes, maxValues);
  }

  /**
   * These limits with another size.
   *
   * @param value bytes of a packet with all its attachments
   * @return new limits
   * @throws IllegalArgumentException if it is negative
   */
  public CodecLimits withMaxPacketBytes(int value) {
    return new CodecLimits(maxAttachments, maxDepth, value, maxValues);
  }

  /**
   * These limits with another number of values.
   *
   * @param value scalars, arrays and objects of one packet
   * @return new limits
   * @throws IllegalArgumentException if it is negative
   */
  public CodecLimits withMaxValues(int value) {
    return new CodecLimits(maxAttachments, maxDepth, maxPacketBytes, value);
  }
}
