package io.roomcast;

/**
 * A volatile event that was to be answered has been {@linkplain EmitResult#DROPPED dropped}, so
 * there will be no answer.
 */
public final class EventDroppedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param event the event that was dropped
   */
  public EventDroppedException(String event) {
    super("\"" + event + "\" is volatile, and the connection could not take it at once");
  }
}
