package io.roomcast.internal.socketio;

import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketDecoder;
import java.util.Optional;

/**
 * Values of our own in the form in which they would have come over the wire: made by the codec
 * itself, so that they convert to a type like any other.
 */
final class ReceivedForm {

  /** What we send ourselves needs no bounds; the codec keeps to its own depth. */
  private static final CodecLimits UNBOUNDED =
      new CodecLimits(Integer.MAX_VALUE, 1000, Integer.MAX_VALUE, Integer.MAX_VALUE);

  private ReceivedForm() {}

  /** The data of a packet, as who receives it sees them. */
  static Arguments of(PacketCodec codec, Packet packet) {
    PacketDecoder decoder = codec.decoder(UNBOUNDED);
    Optional<Packet> decoded = Optional.empty();
    for (Message message : codec.encode(packet)) {
      decoded =
          message instanceof Message.Text text
              ? decoder.text(text.text())
              : decoder.binary(((Message.Binary) message).bytes());
    }
    decoder.close();
    return decoded
        .map(Packet::data)
        .filter(data -> data.size() == packet.data().size())
        .orElseThrow(
            () -> new IllegalArgumentException("the codec does not read back what it writes"));
  }
}
