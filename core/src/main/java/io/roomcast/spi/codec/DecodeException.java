package io.roomcast.spi.codec;

/**
 * A client sent what is no packet. The connection that sent it is closed; nobody else notices. The
 * messages are those of socket.io-parser, so that logs of both worlds can be compared.
 */
public class DecodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception, without a stack trace: it says nothing about this program, and a hostile
   * client could make many.
   *
   * @param message what is wrong
   */
  public DecodeException(String message) {
    super(message, null, false, false);
  }
}
