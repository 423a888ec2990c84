package io.roomcast.internal.engineio;

import java.util.List;

/** A transport, as the {@link Outbox} of a session sees it. Confined to the session's strand. */
interface Outlet {

  /** Whether a volatile message would leave at once (EIO-71). May be asked from any thread. */
  boolean isIdle();

  /** Bytes that it was given and has not got rid of yet. May be asked from any thread. */
  long bytesInside();

  /**
   * Whether what is inside is within its measure. Where it is not, the session is told to flush as
   * soon as it is. May be asked from any thread.
   */
  boolean hasRoom();

  /** Takes a unit, or returns false where it would have to queue it beyond its measure. */
  boolean offer(List<EngineMessage> unit);

  /** Takes from the buffer what it can. */
  void drain(WriteBuffer buffer);

  /** Sends a packet ahead of all that waits in the buffer. */
  void sendFirst(EngineMessage packet, WriteBuffer buffer);
}
