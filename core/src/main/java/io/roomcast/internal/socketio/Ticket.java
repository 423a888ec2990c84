package io.roomcast.internal.socketio;

import io.roomcast.spi.codec.Arguments;
import java.util.Map;
import java.util.Optional;

/**
 * What official clients put beside the auth of the application to go on where they were.
 *
 * @param privateId a secret
 * @param offset of the last event that the client has
 */
record Ticket(String privateId, String offset) {
  private static final String PRIVATE_ID = "pid";
  private static final String OFFSET = "offset";
  private static final int MAX_LENGTH = 64; // ours are much shorter, and so are those of Node.js

  /** For a store: both, and of a length that is worth asking for. */
  static Optional<Ticket> whole(Arguments auth) {
    return privateId(auth)
        .flatMap(id -> offset(auth).map(offset -> new Ticket(id, offset)))
        .filter(ticket -> fits(ticket.privateId()) && fits(ticket.offset()));
  }

  private static boolean fits(String text) {
    return !text.isEmpty() && text.length() <= MAX_LENGTH;
  }

  static Optional<String> privateId(Arguments auth) {
    return text(auth, PRIVATE_ID);
  }

  static Optional<String> offset(Arguments auth) {
    return text(auth, OFFSET);
  }

  private static Optional<String> text(Arguments auth, String key) {
    return auth.get(0) instanceof Map<?, ?> object && object.get(key) instanceof String value
        ? Optional.of(value)
        : Optional.empty();
  }

  /** Without it. */
  static void remove(Map<String, ?> auth) {
    auth.remove(PRIVATE_ID);
    auth.remove(OFFSET);
  }

  @Override
  public String toString() {
    return "ticket"; // no ids: secrets
  }
}
