package io.roomcast.spi.codec;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client sent what is no packet. The connection that sent it is closed; nobody else notices. The
 * messages are those of socket.io-parser, so that logs of both worlds can be compared.
 */
public class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String limit;

  /**
   * Creates the exception, without a stack trace: it says nothing about this program, and a hostile
   * client could make many.
   *
   * @param message what is wrong
   */
  public DecodeException(String message) {
    this(message, null);
  }

  private DecodeException(String message, @Nullable String limit) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /**
   * Creates the exception for what is over a limit, likewise.
   *
   * @param limit the name of the option, for example {@code maxDepth}: a constant, by which the
   *     server counts
   * @param message what is wrong
   * @return a new exception
   */
  public static DecodeException overLimit(String limit, String message) {
    return new DecodeException(message, limit);
  }

  /**
   * Which limit the packet is over.
   *
   * @return the name of the option; empty where it is no packet at all
   */
  public Optional<String> limit() {
    return Optional.ofNullable(limit);
  }
}
