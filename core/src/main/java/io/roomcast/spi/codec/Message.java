package io.roomcast.spi.codec;

import java.nio.ByteBuffer;

/**
 * One message of the layer below: what an Engine.IO {@code message} packet carries. Immutable.
 *
 * <p>Example: {@link PacketDecoder}.
 */
public sealed interface Message {

  /**
   * A text message.
   *
   * @param text the text
   */
  record Text(String text) implements Message {}

  /**
   * A binary message.
   *
   * @param bytes read-only; must not change
   */
  record Binary(ByteBuffer bytes) implements Message {

    public Binary {
      bytes = bytes.slice().asReadOnlyBuffer();
    }

    /**
     * The bytes.
     *
     * @return a read-only view with a position of its own
     */
    @Override
    public ByteBuffer bytes() {
      return bytes.duplicate();
    }
  }
}
