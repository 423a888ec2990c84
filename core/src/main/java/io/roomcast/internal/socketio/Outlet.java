package io.roomcast.internal.socketio;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.engineio.Placement;
import io.roomcast.internal.engineio.SendMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket's way to its client. A broadcast must find a socket before its client knows that it is
 * in, or it could miss one that comes right after; yet nothing may overtake that news. So what is
 * sent before {@link #open} waits here and follows it, in order, within the bounds of what waits in
 * the session. No lock is held while sending.
 */
final class Outlet {
  private final EngineSession session;
  private List<Waiting> waiting = List.of(); // guarded by this, as is every change
  private volatile long heldBytes;
  private volatile int heldPackets;
  private volatile boolean open;

  Outlet(EngineSession session) {
    this.session = session;
  }

  private record Waiting(List<EngineMessage> unit, SendMode mode, Placement placement) {}

  /** What is of no use later does not wait for the news either. */
  SendResult send(List<EngineMessage> unit, SendMode mode, Placement placement) {
    if (open) {
      return session.send(unit, mode, placement);
    } else if (mode == SendMode.VOLATILE) {
      return SendResult.DROPPED;
    }
    SendResult result = session.hold(unit, mode, placement, heldBytes, heldPackets);
    return result != SendResult.QUEUED || held(unit, mode, placement)
        ? result
        : session.send(unit, mode, placement);
  }

  private synchronized boolean held(List<EngineMessage> unit, SendMode mode, Placement placement) {
    if (open) {
      return false;
    }
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(1);
    }
    waiting.add(new Waiting(unit, mode, placement));
    count(heldBytes + EngineMessage.cost(unit), heldPackets + unit.size());
    return true;
  }

  /** Only under the lock. */
  private void count(long bytes, int packets) {
    heldBytes = bytes;
    heldPackets = packets;
  }

  /**
   * Sends what the client missed, the news, and what has waited for it; from now on everything goes
   * straight through.
   *
   * @param placement is told of the news, behind what was missed
   */
  void open(List<List<EngineMessage>> missed, List<EngineMessage> news, Placement placement) {
    missed.forEach(session::send);
    session.send(news, SendMode.RELIABLE, placement);
    for (List<Waiting> next = next(); !next.isEmpty(); next = next()) {
      next.forEach(held -> session.sendHeld(held.unit(), held.mode(), held.placement()));
    }
  }

  private synchronized List<Waiting> next() {
    List<Waiting> next = waiting;
    waiting = List.of();
    count(0, 0);
    open = next.isEmpty();
    return next;
  }
}
