package io.roomcast.spi.transport;

/** A request body grew over {@link Limits#maxBodyBytes()}; what came of it has been dropped. */
public final class BodyTooLargeException extends TransportException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param limit the limit that was exceeded, in bytes
   */
  public BodyTooLargeException(long limit) {
    super("request body is larger than " + limit + " bytes; raise EngineOptions.maxPayload");
  }
}
