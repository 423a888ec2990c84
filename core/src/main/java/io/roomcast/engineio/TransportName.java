package io.roomcast.engineio;

import java.util.Locale;

/** How a session's packets travel. */
public enum TransportName {
  /** HTTP long-polling. */
  POLLING,
  /** A WebSocket. */
  WEBSOCKET;

  /**
   * The name on the wire.
   *
   * @return {@code polling} or {@code websocket}
   */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
