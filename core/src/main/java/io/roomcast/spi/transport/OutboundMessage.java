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
 *
 * <pre>{@code
 * OutboundMessage news = OutboundMessage.text("hello");
 * for (WebSocketConnection each : connections) {
 *   each.send(news); // one frame for all
 * }
 * }</pre>
 */
public final class OutboundMessage {
  /** How many encodings a message remembers: a transport has few forms of it. */
  public static final int MAX_ENCODINGS = 4;

  private final boolean text;
  private final ByteBuffer payload;
  private final boolean compress;
  private volatile @Nullable Encoding encodings;

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
   * ask at the same time may both make it; both results are equal in effect. Only the first {@value
   * #MAX_ENCODINGS} keys are remembered: a transport has few forms of a message.
   *
   * @param key identifies the encoder; compared by identity
   * @param encoder makes the encoding; must depend on nothing but the message
   * @param <T> the type of the encoding
   * @return the encoding
   */
  @SuppressWarnings("unchecked") // the same key always comes with the same type
  public <T> T encoded(Object key, Function<OutboundMessage, T> encoder) {
    Object made = Encoding.find(encodings, key);
    if (made == null) {
      made = encoder.apply(this);
      remember(key, made);
    }
    return (T) made;
  }

  /** The lock is held for linking only, so that the forms of one message do not lose each other. */
  private synchronized void remember(Object key, Object made) {
    Encoding before = encodings;
    if (Encoding.find(before, key) == null && Encoding.count(before) < MAX_ENCODINGS) {
      encodings = new Encoding(key, made, before);
    }
  }

  private record Encoding(Object key, Object value, @Nullable Encoding next) {
    static @Nullable Object find(@Nullable Encoding first, Object key) {
      Encoding at = first;
      while (at != null && at.key != key) {
        at = at.next;
      }
      return at == null ? null : at.value;
    }

    static int count(@Nullable Encoding first) {
      int count = 0;
      for (Encoding at = first; at != null; at = at.next) {
        count++;
      }
      return count;
    }
  }
}
