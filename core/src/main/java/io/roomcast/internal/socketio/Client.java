package io.roomcast.internal.socketio;

import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.engineio.EngineSession;
import io.roomcast.internal.recovery.ReplayRoom;

/** The connection that a socket lives on, as the socket sees it. Thread-safe, non-blocking. */
interface Client {
  EngineSession session();

  /** What the client speaks. */
  default ClientProtocol protocol() {
    return ClientProtocol.of(session().revision());
  }

  /** Counts the client's events that wait for listeners, over all its sockets. */
  Backlog backlog();

  /** What it has room for of the events that the client missed in all its namespaces. */
  ReplayRoom replayRoom();

  /** False from the moment on in which the connection is being closed. */
  boolean open();

  /** A socket is about to be connected, and what is sent to it waits until that is told. */
  void opening();

  /** The client has been told, and sent what has waited; or it was not connected. */
  void opened();

  /** A socket has been connected, so the client is no idler (SIO-21). */
  void joined();

  /** A socket has ended. Called once, by whoever ended it. */
  void left(LocalSocket socket, boolean endedByServer);

  /**
   * The last listener of a socket that had {@link #left} has run, or it never had one. Called once.
   */
  void over(LocalSocket socket);

  /**
   * Disconnects every socket of the client, then closes the connection (API-17), behind what has
   * been sent.
   */
  void disconnect();
}
