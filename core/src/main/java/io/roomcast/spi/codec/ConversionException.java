package io.roomcast.spi.codec;

/** A value that a client sent does not fit the type that the application asked for. */
public class ConversionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which value, what it is, what was asked for
   */
  public ConversionException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message which value, what it is, what was asked for
   * @param cause what failed: an exception of the application's own code, or of the JSON library,
   *     without what the client sent
   */
  public ConversionException(String message, Throwable cause) {
    super(message, cause);
  }
}
