package io.roomcast.transport.netty;

import org.jspecify.annotations.Nullable;

/** What is spoken on a {@link Connection} at the moment. Called on its event loop only. */
sealed interface Protocol permits HttpProtocol, WebSocketProtocol {

  /** Whether input is to be handed over now; false parks it. */
  boolean wantsInput();

  /** How much has arrived that nobody wanted yet. */
  int parkedBytes();

  /** Consumes what is parked, as far as it is wanted. */
  void pump();

  /** Drops what is parked. */
  void drop();

  /** Whether the peer's end makes parked input and queued output worthless. */
  boolean endsAtOnce();

  /** Whether the peer, having ended its half only, may still be waiting for what is queued. */
  boolean outlivesInput();

  /**
   * The system has taken so much of the output that the peer is given its time anew; {@code all} if
   * nothing is queued any more.
   */
  void wrote(boolean all);

  /** The queue has fallen to the low-water mark. */
  void writable();

  /** The deadline has passed. */
  void expired();

  /** The server stops: ends as soon as what is under way is through, the request in hand too. */
  void shutdown();

  /** The last byte has been written and our half is closed, after {@link Connection#finish}. */
  void outputEnded();

  /** The connection is closed; the last call. */
  void ended(@Nullable Throwable cause);
}
