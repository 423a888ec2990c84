package io.roomcast.internal.engineio;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.TransportName;
import java.util.List;

/** One session, as the layer above uses it. Thread-safe; nothing here blocks. */
public interface EngineSession {

  /** What became of messages that were handed over. */
  enum SendResult {
    /** They will be written, or the session will end. */
    QUEUED,
    /** Volatile and the transport could not take them now. */
    DROPPED,
    /** The session is closing or closed. */
    CLOSED
  }

  /** A bearer token: never logged, never sent to another client. */
  String id();

  /** The request that opened the session. */
  HandshakeRequest request();

  /** The transport in use now. */
  TransportName transport();

  /**
   * Queues messages as one unit: nothing comes in between, all or none is dropped. What one thread
   * sends stays in order, across an upgrade too.
   */
  SendResult send(List<EngineMessage> unit);

  /** As {@link #send}, but drops the unit where the transport is not writable now (EIO-71). */
  SendResult sendVolatile(List<EngineMessage> unit);

  /** As one of the two above, and tells {@code placement} what became of it. */
  SendResult send(List<EngineMessage> unit, boolean droppable, Placement placement);

  /** Whether messages would leave at once. */
  boolean writable();

  /** Closes after what is queued has been delivered; {@code onClosed} comes with forced close. */
  void close();

  /** Closes now and drops what is queued. */
  void discard();

  /**
   * Pauses or resumes the intake: a WebSocket is not read, the answer to a POST is held back, so
   * that a client cannot send faster than its handlers work.
   */
  void readable(boolean on);
}
