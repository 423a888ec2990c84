package io.roomcast.engineio;

/**
 * Why a session ended, seen from the server. The texts are those of the reference server, but for
 * {@link #TOO_SLOW}, which it does not have.
 */
public enum CloseReason {
  /** The client closed: a close packet, or the end of its WebSocket. */
  TRANSPORT_CLOSE("transport close"),
  /** Something broke, or the client misused a transport: overlapping or aborted requests. */
  TRANSPORT_ERROR("transport error"),
  /** No pong came in time. */
  PING_TIMEOUT("ping timeout"),
  /** The client sent what is no Engine.IO packet. */
  PARSE_ERROR("parse error"),
  /**
   * The client did not read, or not fast enough: more than {@link EngineOptions#maxQueuedBytes()}
   * or {@link EngineOptions#maxQueuedPackets()} would have waited for it.
   */
  TOO_SLOW("client too slow"),
  /** The server closed the session. */
  FORCED_CLOSE("forced close");

  private final String text;

  CloseReason(String text) {
    this.text = text;
  }

  /**
   * The text that the reference server uses, where it has the reason.
   *
   * @return for example {@code ping timeout}
   */
  public String text() {
    return text;
  }
}
