package io.roomcast;

/** What became of an emit to one socket, as far as can be told without waiting. */
public enum EmitResult {
  /** It is on its way; it arrives unless the connection ends first. */
  QUEUED,
  /** It was volatile and the connection could not take it at once. */
  DROPPED,
  /**
   * Too much waits for the client already, and the namespace has another {@link Overflow} than to
   * close: it was not sent.
   */
  FULL,
  /** The socket is not connected. */
  CLOSED
}
