package io.roomcast;

/**
 * An event that was to be answered has not been sent, so there will be no answer: a volatile one
 * that was {@linkplain EmitResult#DROPPED dropped}, or one that was refused because the client is
 * {@linkplain EmitResult#FULL too slow}.
 */
public final class EventDroppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param event the event that was not sent
   * @param why {@link EmitResult#DROPPED} or {@link EmitResult#FULL}
   */
  public EventDroppedException(String event, EmitResult why) {
    super(
        why == EmitResult.FULL
            ? "\"" + event + "\" was not sent: too much waits for the client already"
            : "\"" + event + "\" is volatile, and the connection could not take it at once");
  }
}
