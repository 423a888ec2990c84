package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.recovery.Budget;
import io.roomcast.internal.recovery.History;
import io.roomcast.internal.recovery.ReplayBound;

/**
 * What all namespaces of a server share where clients may come back: how many namespaces there are
 * is up to clients, so the bounds are those of the server.
 *
 * @param replay what a connection takes of the events that a client missed, or it would break over
 *     them, time and again
 * @param bytes of the events that are kept
 * @param absences the sockets that may be away at a time
 * @param hits counts what is forgotten for lack of room
 */
record SharedRecovery(
    ConnectionStateRecovery options,
    ReplayBound replay,
    Budget bytes,
    Budget absences,
    LimitHits hits) {

  /** For what goes with the events: the handshake, and the reply. */
  private static final int ALLOWANCE = 1024;

  /** The reply, and a ping. */
  private static final int MESSAGES = 2;

  /** Where nothing is kept, nothing is lost. */
  private static final LimitHits UNCOUNTED = new LimitHits();

  static SharedRecovery of(ConnectionStateRecovery options, EngineOptions engine, LimitHits hits) {
    return new SharedRecovery(
        options,
        new ReplayBound(
            engine.maxQueuedBytes() - ALLOWANCE, Math.max(0, engine.maxQueuedPackets() - MESSAGES)),
        new Budget(options.maxTotalBytes()),
        new Budget(options.maxSockets()),
        hits);
  }

  /** For a client that may come back. */
  History history() {
    return new History(options.maxEvents(), options.maxEventBytes(), replay, bytes, hits);
  }

  /** For one that cannot. */
  History nothing() {
    return new History(0, 0, replay, bytes, UNCOUNTED);
  }
}
