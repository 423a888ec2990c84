package io.roomcast.testkit.peer;

/** The connection of a {@link Peer} ended, or could not be made. */
public final class PeerDisconnectedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was cut off
   */
  public PeerDisconnectedException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what was cut off
   * @param cause what the network reported
   */
  public PeerDisconnectedException(String message, Throwable cause) {
    super(message, cause);
  }
}
