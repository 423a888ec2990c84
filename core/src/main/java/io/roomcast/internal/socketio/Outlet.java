package io.roomcast.internal.socketio;

import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.internal.engineio.EngineSession;
import java.util.ArrayList;
import java.util.List;

/**
 * A socket's way to its client. A broadcast must find a socket before its client knows that it is
 * in, or it could miss one that comes right after; yet nothing may overtake that news. So what is
 * sent before {@link #open} waits here and follows it, in order. No lock is held while sending.
 */
final class Outlet {
  private final EngineSession session;
  private List<List<EngineMessage>> waiting = List.of(); // guarded by this, as is every change
  private volatile boolean open;

  Outlet(EngineSession session) {
    this.session = session;
  }

  SendResult send(List<EngineMessage> unit) {
    return open || !held(unit) ? session.send(unit) : SendResult.QUEUED;
  }

  /** What is of no use later does not wait for the news either. */
  SendResult sendVolatile(List<EngineMessage> unit) {
    return open ? session.sendVolatile(unit) : SendResult.DROPPED;
  }

  private synchronized boolean held(List<EngineMessage> unit) {
    if (open) {
      return false;
    }
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(1);
    }
    waiting.add(unit);
    return true;
  }

  /** Sends the news, then what has waited for it; from now on everything goes straight through. */
  void open(List<EngineMessage> news) {
    session.send(news);
    for (List<List<EngineMessage>> next = next(); !next.isEmpty(); next = next()) {
      next.forEach(session::send);
    }
  }

  private synchronized List<List<EngineMessage>> next() {
    List<List<EngineMessage>> next = waiting;
    waiting = List.of();
    open = next.isEmpty();
    return next;
  }
}
