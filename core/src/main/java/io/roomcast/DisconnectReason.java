package io.roomcast;

/**
 * Why a socket was disconnected, seen from the server. The texts are those of the reference server,
 * but for {@link #TOO_SLOW}, which it does not have.
 */
public enum DisconnectReason {
  /** The connection was lost: the client's tab closed, its network went, or it closed politely. */
  TRANSPORT_CLOSE("transport close", true),
  /** The connection broke, or the client misused it: overlapping, aborted or oversized requests. */
  TRANSPORT_ERROR("transport error", true),
  /** The client did not answer a ping in time. */
  PING_TIMEOUT("ping timeout", true),
  /** The client sent what is no Engine.IO packet. */
  PARSE_ERROR("parse error", false),
  /**
   * The client did not read, or not fast enough: more than {@link
   * io.roomcast.engineio.EngineOptions#maxQueuedBytes()} or {@link
   * io.roomcast.engineio.EngineOptions#maxQueuedPackets()} would have waited for it. What a
   * namespace wants done instead, {@link Namespace#overflow} says.
   */
  TOO_SLOW("client too slow", true),
  /** The server closed the connection because the client broke the Socket.IO protocol. */
  FORCED_CLOSE("forced close", true),
  /** As {@link #FORCED_CLOSE}, where a polling client was told before its connection ended. */
  FORCED_SERVER_CLOSE("forced server close", true),
  /** The client called {@code socket.disconnect()}. */
  CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect", false),
  /** The server called {@link Socket#disconnect()}. */
  SERVER_NAMESPACE_DISCONNECT("server namespace disconnect", false),
  /** {@link Server#stop()} was called; so it is for all who go from then on, whoever began it. */
  SERVER_SHUTTING_DOWN("server shutting down", true);

  private final String text;
  private final boolean recoverable;

  DisconnectReason(String text, boolean recoverable) {
    this.text = text;
    this.recoverable = recoverable;
  }

  /**
   * The text that Socket.IO uses, where it has the reason.
   *
   * @return for example {@code ping timeout}
   */
  public String text() {
    return text;
  }

  /**
   * Whether nobody meant to end it, so that with {@link ConnectionStateRecovery} the client would
   * have a place to come back to. True does not mean that it can, or will: it is the same where
   * recovery is off, and for clients that have none. A socket that comes back is a new {@link
   * Socket}, whose {@link Socket#recovered()} is true.
   *
   * @return false where one side left on purpose, or talked nonsense
   */
  public boolean recoverable() {
    return recoverable;
  }
}
