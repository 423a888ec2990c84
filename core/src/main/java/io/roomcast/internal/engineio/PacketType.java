package io.roomcast.internal.engineio;

import org.jspecify.annotations.Nullable;

/** The packet types of Engine.IO, in the order of their digits (EIO-24). */
enum PacketType {
  OPEN,
  CLOSE,
  PING,
  PONG,
  MESSAGE,
  UPGRADE,
  NOOP;

  private static final PacketType[] BY_DIGIT = values();

  /** Null where no type has this digit. */
  static @Nullable PacketType ofDigit(int character) {
    int number = character - '0';
    return number >= 0 && number < BY_DIGIT.length ? BY_DIGIT[number] : null;
  }
}
