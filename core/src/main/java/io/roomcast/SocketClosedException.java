package io.roomcast;

/** A socket went, or was gone already, before it could answer. */
public final class SocketClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was to be answered; ids of sockets may be secrets, and are left out
   */
  public SocketClosedException(String message) {
    super(message);
  }
}
