package io.roomcast.spi.codec;

import java.util.Set;

/**
 * The event names that Socket.IO keeps for itself: {@code connect}, {@code connect_error}, {@code
 * disconnect}, {@code disconnecting}, {@code newListener} and {@code removeListener}. A decoder
 * refuses an event of such a name, and no server can emit or listen to one. Thread-safe.
 *
 * <pre>{@code
 * if (ReservedEvents.contains(event)) {
 *   throw new DecodeException("invalid payload");
 * }
 * }</pre>
 *
 * <p>Counterpart in Socket.IO: {@code RESERVED_EVENTS}.
 */
public final class ReservedEvents {
  private static final Set<String> NAMES =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  private ReservedEvents() {}

  /**
   * Whether a name is one of them.
   *
   * @param event the name of an event
   * @return true if it is reserved
   */
  public static boolean contains(String event) {
    return NAMES.contains(event);
  }
}
