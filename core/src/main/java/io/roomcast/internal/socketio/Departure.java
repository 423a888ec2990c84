package io.roomcast.internal.socketio;

import io.roomcast.DisconnectReason;
import java.util.Optional;

/** Why a socket went. {@code cause} is there where something broke. */
record Departure(DisconnectReason reason, Optional<Throwable> cause) {

  /** Nothing broke. */
  static Departure of(DisconnectReason reason) {
    return new Departure(reason, Optional.empty());
  }
}
