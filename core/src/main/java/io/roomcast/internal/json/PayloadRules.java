package io.roomcast.internal.json;

import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.ReservedEvents;
import org.jspecify.annotations.Nullable;

/** What a packet of each type carries (SIO-9, SIO-10). */
final class PayloadRules {
  private PayloadRules() {}

  static boolean carriesArray(PacketType type) {
    return type == PacketType.EVENT || type == PacketType.ACK;
  }

  /**
   * The values of a packet.
   *
   * @param payload that is there, if only as a null
   * @throws DecodeException if such a packet carries something else
   */
  static Items checked(PacketType type, @Nullable Object payload) {
    return switch (type) {
      case CONNECT -> single(payload, payload instanceof Members);
      case CONNECT_ERROR ->
          single(payload, payload instanceof Members || payload instanceof String);
      case DISCONNECT -> throw invalid();
      case EVENT -> {
        if (payload instanceof Items list && !list.isEmpty() && isEventName(list.get(0))) {
          yield list;
        }
        throw invalid();
      }
      case ACK -> {
        if (payload instanceof Items list) {
          yield list;
        }
        throw invalid();
      }
    };
  }

  static DecodeException invalid() {
    return new DecodeException("invalid payload");
  }

  private static Items single(@Nullable Object payload, boolean valid) {
    if (payload == null || !valid) {
      throw invalid();
    }
    return Items.single(payload);
  }

  private static boolean isEventName(@Nullable Object value) {
    return value instanceof Number
        || (value instanceof String name && !ReservedEvents.contains(name));
  }
}
