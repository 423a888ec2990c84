package io.roomcast.spi.codec;

/** A value cannot be sent: it is circular, nested too deeply, or of a type without an encoding. */
public class EncodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which value of which event, and why
   */
  public EncodeException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message which value of which event, and why
   * @param cause what the JSON library reported
   */
  public EncodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
