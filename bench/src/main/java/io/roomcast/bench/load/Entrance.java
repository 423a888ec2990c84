package io.roomcast.bench.load;

/** How a client gets in. */
public enum Entrance {
  /** WebSocket without Engine.IO and Socket.IO. */
  PLAIN,
  /** Engine.IO with WebSocket from the first request on. */
  WEBSOCKET,
  /** Engine.IO by polling, and the upgrade to WebSocket. */
  UPGRADE,
  /** Engine.IO by polling. */
  POLLING
}
