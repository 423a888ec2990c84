package io.roomcast.internal.socketio;

import io.roomcast.DisconnectReason;
import java.util.Optional;

/** Why a socket went. {@code cause} is there where something broke. */
record Departure(DisconnectReason reason, Optional<Throwable> cause) {

  /** Nothing broke. */
  static Departure of(DisconnectReason reason) {
    return new Departure(reason, Optional.empty());
  }

  /**
   * Whether the client may come back (API-16).
   *
   * @param elsewhere whether to another server, too; one that stops forgets what it has
   */
  boolean recoverable(boolean elsewhere) {
    return switch (reason) {
      case TRANSPORT_ERROR,
          TRANSPORT_CLOSE,
          PING_TIMEOUT,
          TOO_SLOW,
          FORCED_CLOSE,
          FORCED_SERVER_CLOSE ->
          true;
      case SERVER_SHUTTING_DOWN -> elsewhere;
      case PARSE_ERROR, CLIENT_NAMESPACE_DISCONNECT, SERVER_NAMESPACE_DISCONNECT -> false;
    };
  }
}
