package io.roomcast.internal.socketio;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.util.Map;
import java.util.Optional;

/** The auth of clients that give none: an empty object, as if one had come over the wire. */
final class EmptyAuth {
  private EmptyAuth() {}

  /** Made by the codec itself, so that it converts to a type like any other. */
  static Arguments by(PacketCodec codec) {
    Packet connect = Packet.of(PacketType.CONNECT, "/", Arguments.of(Map.of()));
    PacketDecoder decoder = codec.decoder(CodecLimits.defaults());
    Optional<Packet> decoded = Optional.empty();
    for (Message message : codec.encode(connect)) {
      decoded =
          message instanceof Message.Text text
              ? decoder.text(text.text())
              : decoder.binary(((Message.Binary) message).bytes());
    }
    decoder.close();
    return decoded
        .map(Packet::data)
        .filter(data -> data.size() == 1)
        .orElseThrow(
            () -> new IllegalArgumentException("the codec does not read back what it writes"));
  }
}
