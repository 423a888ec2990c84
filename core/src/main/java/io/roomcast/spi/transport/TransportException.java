package io.roomcast.spi.transport;

/** A transport could not do what it was asked for: the message says what and how to mend it. */
public class TransportException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what failed, where, and the remedy
   */
  public TransportException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what failed, where, and the remedy
   * @param cause what the network library or the operating system reported
   */
  public TransportException(String message, Throwable cause) {
    super(message, cause);
  }
}
