package io.roomcast;

import java.time.Duration;

/** A client did not answer in time. An answer that comes later is ignored. */
public final class AckTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param event the event that was to be answered
   * @param timeout how long the answer was waited for
   */
  public AckTimeoutException(String event, Duration timeout) {
    super(
        "operation has timed out: no answer to \""
            + event
            + "\" within "
            + timeout.toMillis()
            + " ms");
  }
}
