package io.roomcast;

/**
 * What became of an emit to one socket, as far as can be told without waiting. Where clients may
 * recover on any server, an event that is not volatile goes through the log of the adapter first:
 * it is always {@link #QUEUED} while the socket is connected, and too large a backlog shows later,
 * by the namespace's {@link Overflow}. A volatile one is {@link #DROPPED} while such an event is on
 * its way to the same socket.
 */
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
