package io.roomcast.engineio;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A packet of a session, for those who look on.
 *
 * <p>Example: {@link Registration}.
 *
 * @param type what it is
 * @param text its text, empty where it has none or holds bytes
 * @param bytes its bytes, where it holds some: a read-only buffer with a position of its own
 */
public record EnginePacket(Type type, String text, Optional<ByteBuffer> bytes) {

  /** The types of packets. */
  public enum Type {
    /** The server introduces the session. */
    OPEN,
    /** The session ends. */
    CLOSE,
    /** Are you there? */
    PING,
    /** I am. */
    PONG,
    /** A message of the application. */
    MESSAGE,
    /** The client moves to another transport. */
    UPGRADE,
    /** Nothing: it answers a poll. */
    NOOP
  }

  public EnginePacket {
    requireNonNull(type, "type");
    requireNonNull(text, "text");
    bytes = bytes.map(ByteBuffer::asReadOnlyBuffer);
  }

  /**
   * Its bytes.
   *
   * @return a read-only buffer with a position of its own, or empty
   */
  @Override
  public Optional<ByteBuffer> bytes() {
    return bytes.map(ByteBuffer::duplicate);
  }

  /**
   * For logs.
   *
   * @return the type and the size, without the content
   */
  @Override
  public String toString() {
    return bytes
        .map(it -> "%s of %d bytes".formatted(type, it.remaining()))
        .orElseGet(() -> "%s of %d characters".formatted(type, text.length()));
  }
}
