package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.recovery.Budget;
import io.roomcast.internal.recovery.History;

/**
 * What all namespaces of a server share where clients may come back: how many namespaces there are
 * is up to clients, so the bounds are those of the server.
 *
 * @param maxReplayed what the events that a client missed may cost while they wait for its
 *     connection, or it would break over them, time and again
 * @param bytes of the events that are kept
 * @param absences the sockets that may be away at a time
 */
record SharedRecovery(
    ConnectionStateRecovery options, long maxReplayed, Budget bytes, Budget absences) {

  /** For what goes with the events: the handshake, and the reply. */
  private static final int ALLOWANCE = 1024;

  static SharedRecovery of(ConnectionStateRecovery options, EngineOptions engine) {
    return new SharedRecovery(
        options,
        engine.maxQueuedBytes() - ALLOWANCE,
        new Budget(options.maxTotalBytes()),
        new Budget(options.maxSockets()));
  }

  /** For a client that may come back. */
  History history() {
    return new History(options.maxEvents(), options.maxEventBytes(), maxReplayed, bytes);
  }

  /** For one that cannot. */
  History nothing() {
    return new History(0, 0, 0, bytes);
  }
}
