package io.roomcast.internal.socketio;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import java.util.Map;

/** The auth of clients that give none: an empty object, as if one had come over the wire. */
final class EmptyAuth {
  private EmptyAuth() {}

  static Arguments by(PacketCodec codec) {
    return ReceivedForm.of(codec, Packet.of(PacketType.CONNECT, "/", Arguments.of(Map.of())));
  }
}
