package io.roomcast.spi.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable message on its way out, made once and shared by all its receivers.
 *
 * <p>A transport frames it once, through {@link #encoded}, and sends the same frame to everybody.
 * Thread-safe.
 */
public final class OutboundMessage {
  private final boolean text;
  private final ByteBuffer payload;
  private final boolean compress;
  private volatile @Nullable Encoding encoding;

  private OutboundMessage(boolean text, ByteBuffer payload, boolean compress) {
    this.text = text;
    this.payload = payload;
    this.compress = compress;
  }

  /**
   * A text message.
   *
   * @param text the text; unpaired surrogates become question marks
   * @return the message
   */
  public static OutboundMessage text(String text) {
    return new OutboundMessage(
        true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer(), true);
  }

  /**
   * A text message from its UTF-8 bytes.
   *
   * @param utf8 well-formed UTF-8; not copied, so it must not change afterwards
   * @return the message
   */
  public static OutboundMessage utf8(ByteBuffer utf8) {
    return new OutboundMessage(true, utf8.slice().asReadOnlyBuffer(), true);
  }

  /**
   * A binary message.
   *
   * @param bytes the payload; not copied, so it must not change afterwards
   * @return the message
   */
  public static OutboundMessage binary(ByteBuffer bytes) {
    return new OutboundMessage(false, bytes.slice().asReadOnlyBuffer(), true);
  }

  /**
   * The same message, not to be compressed on its way: for what does not shrink, or must not share
   * a compressor with secrets.
   *
   * @return a message with the same payload, which is not copied
   */
  public OutboundMessage uncompressed() {
    return compress ? new OutboundMessage(text, payload, false) : this;
  }

  /**
   * Whether it may be compressed where the connection has agreed on that.
   *
   * @return true unless {@link #uncompressed()} made it
   */
  public boolean compress() {
    return compress;
  }

  /**
   * Whether this is a text message.
   *
   * @return false for a binary one
   */
  public boolean isText() {
    return text;
  }

  /**
   * The payload: UTF-8 for text.
   *
   * @return a read-only view with a position of its own
   */
  public ByteBuffer payload() {
    return payload.duplicate();
  }

  /**
   * The length of the payload.
   *
   * @return bytes
   */
  public int length() {
    return payload.remaining();
  }

  /**
   * A transport's encoding of this message, made at the first call and remembered. Two threads that
   * ask at the same time may both make it; both results are equal in effect and one is kept. Only
   * the key used first is remembered: a server has one transport.
   *
   * @param key identifies the encoder; compared by identity
   * @param encoder makes the encoding; must depend on nothing but the message
   * @param <T> the type of the encoding
   * @return the encoding
   */
  @SuppressWarnings("unchecked") // the same key always comes with the same type
  public <T> T encoded(Object key, Function<OutboundMessage, T> encoder) {
    Encoding made = encoding;
    if (made == null) {
      made = new Encoding(key, encoder.apply(this));
      encoding = made;
    }
    return made.key == key ? (T) made.value : encoder.apply(this);
  }

  private record Encoding(Object key, Object value) {}
}
