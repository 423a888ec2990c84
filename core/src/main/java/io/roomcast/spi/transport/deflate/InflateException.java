package io.roomcast.spi.transport.deflate;

/** A compressed message cannot be inflated, or must not: the connection is to be closed. */
public final class InflateException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int closeCode;

  InflateException(int closeCode, String message) {
    super(message, null, false, false); // anybody can cause it, so it is to be cheap
    this.closeCode = closeCode;
  }

  static InflateException tooBig(int limit) {
    return new InflateException(1009, "message is larger than " + limit + " bytes");
  }

  static InflateException malformed() {
    return new InflateException(1007, "message does not inflate");
  }

  /**
   * The close code that says what was wrong.
   *
   * @return 1009 where the message is too large, 1007 where its data is malformed
   */
  public int closeCode() {
    return closeCode;
  }

  /**
   * The close reason.
   *
   * @return a few words
   */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
