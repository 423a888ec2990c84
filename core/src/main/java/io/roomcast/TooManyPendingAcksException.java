package io.roomcast;

/**
 * A socket owes more answers than {@link ServerOptions#maxPendingAcks()} allows, so the event was
 * not sent. Wait for answers before asking for more.
 */
public final class TooManyPendingAcksException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param limit the limit
   */
  public TooManyPendingAcksException(int limit) {
    super("the client owes " + limit + " answers already; see ServerBuilder.maxPendingAcks");
  }
}
