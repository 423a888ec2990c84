package io.roomcast.internal.socketio;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.recovery.Budget;
import io.roomcast.internal.recovery.History;

/**
 * What all namespaces of a server share where clients may come back: how many namespaces there are
 * is up to clients, so the bounds are those of the server.
 *
 * @param bytes of the events that are kept
 * @param absences the sockets that may be away at a time
 * @param hits counts what is forgotten for lack of room
 */
record SharedRecovery(
    ConnectionStateRecovery options, Budget bytes, Budget absences, LimitHits hits) {

  /** Where nothing is kept, nothing is lost. */
  private static final LimitHits UNCOUNTED = new LimitHits();

  static SharedRecovery of(ConnectionStateRecovery options, LimitHits hits) {
    return new SharedRecovery(
        options, new Budget(options.maxTotalBytes()), new Budget(options.maxSockets()), hits);
  }

  /** For a client that may come back. */
  History history() {
    return new History(options.maxEvents(), options.maxEventBytes(), bytes, hits);
  }

  /** For one that cannot. */
  History nothing() {
    return new History(0, 0, bytes, UNCOUNTED);
  }
}
