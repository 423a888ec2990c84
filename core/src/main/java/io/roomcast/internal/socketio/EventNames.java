package io.roomcast.internal.socketio;

import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.ReservedEvents;
import org.jspecify.annotations.Nullable;

/** Which names events may have (SIO-10, SIO-11). */
final class EventNames {
  private static final double MAX_EXACT = Packet.MAX_ID;

  private EventNames() {}

  /** Returns the name, or throws {@link IllegalArgumentException}. */
  static String requireFree(String event) {
    if (ReservedEvents.contains(event)) {
      throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
    }
    return event;
  }

  /** Likewise for what servers send to each other (API-41). */
  static String requireServerSide(String event) {
    if (event.equals("connection") || event.equals("new_namespace")) {
      throw new IllegalArgumentException("\"" + event + "\" is a reserved event name");
    }
    return requireFree(event);
  }

  /** The name by which listeners are found: a number is known by its text. */
  static String of(@Nullable Object first) {
    if (first instanceof Double number
        && number == Math.rint(number)
        && Math.abs(number) <= MAX_EXACT) {
      return Long.toString(number.longValue());
    }
    return String.valueOf(first);
  }
}
