package io.roomcast.engineio;

/** What became of a message that was handed to a session; known at once, without waiting. */
public enum SendResult {
  /** It will be written, or the session will end. */
  QUEUED,
  /** It was volatile, and the transport could not take it now. */
  DROPPED,
  /**
   * Too much waits for the client already, so it was refused. Only for events of a namespace with
   * another {@link io.roomcast.Overflow} than to close; all else ends the session instead.
   */
  FULL,
  /** The session is closing or closed. */
  CLOSED
}
