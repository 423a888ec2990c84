package io.roomcast.internal.engineio;

import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.Registration;
import io.roomcast.engineio.SendResult;
import io.roomcast.engineio.TransportName;
import java.util.List;

/** One session, as the layer above uses it. Thread-safe; nothing here blocks. */
public interface EngineSession {

  /** A bearer token: never logged, never sent to another client. */
  String id();

  /** The request that opened the session. */
  HandshakeRequest request();

  /** The transport in use now. */
  TransportName transport();

  /** The protocol that the client speaks. */
  ProtocolRevision revision();

  /** False as soon as it is being closed. */
  boolean open();

  /**
   * Queues messages as one unit: nothing comes in between, all or none is dropped. What one thread
   * sends stays in order, across an upgrade too.
   */
  default SendResult send(List<EngineMessage> unit) {
    return send(unit, SendMode.RELIABLE, Placement.UNOBSERVED);
  }

  /** As {@link #send}, but drops the unit where the transport is not writable now (EIO-71). */
  default SendResult sendVolatile(List<EngineMessage> unit) {
    return send(unit, SendMode.VOLATILE, Placement.UNOBSERVED);
  }

  /** As one of the two above or so that it may be refused; tells {@code placement} of it. */
  SendResult send(List<EngineMessage> unit, SendMode mode, Placement placement);

  /**
   * Whether a unit may wait with the caller, behind so much that waits there already, until it is
   * {@linkplain #sendHeld handed over}. Where that is too much it is refused, or the session ends,
   * as the mode says; never {@link SendMode#VOLATILE}.
   */
  SendResult hold(
      List<EngineMessage> unit,
      SendMode mode,
      Placement placement,
      long heldBytes,
      int heldPackets);

  /** Sends what was allowed to wait with the caller: it is not refused any more. */
  void sendHeld(List<EngineMessage> unit, SendMode mode, Placement placement);

  /** Whether messages would leave at once. */
  boolean idle();

  /** Whether the application may go on sending; see {@link SessionEvent.Writable}. */
  boolean writable();

  /** Bytes that have been sent and not left yet. */
  long queuedBytes();

  /** Closes after what is queued has been delivered; {@code onClosed} comes with forced close. */
  void close();

  /** Closes now and drops what is queued. */
  void discard();

  /**
   * Pauses or resumes the intake: a WebSocket is not read, the answer to a POST is held back, so
   * that a client cannot send faster than its handlers work.
   */
  void readable(boolean on);

  /** Adds a listener of the application; see {@link SessionView}. */
  Registration listen(SessionEvents.Entry<?> listener);

  /** Takes the listeners of an owner away. */
  void forgetListeners(Object owner);
}
