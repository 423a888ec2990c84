package io.roomcast.testkit;

/** How a {@link TestClient} talks to the server. */
public enum ClientTransport {
  /** HTTP long-polling, for good. */
  POLLING,
  /** A WebSocket from the beginning. */
  WEBSOCKET,
  /**
   * Long-polling first, then a WebSocket, as browsers do; connected when the upgrade is through.
   */
  UPGRADE
}
