package io.roomcast.testkit.peer;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * What a WebSocket client receives. Immutable.
 *
 * <p>Example: {@link PeerWebSocket}.
 */
public sealed interface PeerFrame {

  /**
   * A text message.
   *
   * @param text the message
   */
  record Text(String text) implements PeerFrame {}

  /**
   * A binary message.
   *
   * @param bytes copied
   */
  @SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared
  record Binary(byte[] bytes) implements PeerFrame {
    public Binary {
      bytes = bytes.clone();
    }

    /**
     * The message.
     *
     * @return a copy
     */
    @Override
    public byte[] bytes() {
      return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Binary that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      String beginning = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, 16));
      return "Binary[" + bytes.length + " bytes, CRC " + sum.getValue() + ", " + beginning + "]";
    }
  }

  /**
   * A compressed message: its first frame has RSV1 set (RFC 7692). It comes as it is, not inflated.
   *
   * @param text false for a binary message
   * @param payload of all its frames
   */
  record Compressed(boolean text, Binary payload) implements PeerFrame {}

  /**
   * A close frame.
   *
   * @param code the close code, 1005 where the frame has none
   * @param reason may be empty
   */
  record Close(int code, String reason) implements PeerFrame {}

  /**
   * A pong, in answer to a ping that was sent as a {@link RawFrame}.
   *
   * @param payload decoded as UTF-8
   */
  record Pong(String payload) implements PeerFrame {}

  /** The connection has ended; always the last, after a {@link Close} or without one. */
  record End() implements PeerFrame {}
}
