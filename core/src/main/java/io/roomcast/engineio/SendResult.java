package io.roomcast.engineio;

/** What became of a message that was handed to a session; known at once, without waiting. */
public enum SendResult {
  /** It will be written, or the session will end. */
  QUEUED,
  /** It was volatile, and the transport could not take it now. */
  DROPPED,
  /** The session is closing or closed. */
  CLOSED
}
