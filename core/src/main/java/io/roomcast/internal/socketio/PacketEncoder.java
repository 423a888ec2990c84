package io.roomcast.internal.socketio;

import io.roomcast.internal.engineio.EngineMessage;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import java.util.ArrayList;
import java.util.List;

/** Packets to what sessions send: made once, however many receive it. */
record PacketEncoder(PacketCodec codec) {

  /**
   * The messages of a packet, which are sent as one unit.
   *
   * @throws io.roomcast.spi.codec.EncodeException if a value cannot be encoded
   */
  List<EngineMessage> encode(Packet packet) {
    return encode(packet, true);
  }

  /** As {@link #encode(Packet)}; {@code compress} tells whether it may be compressed on its way. */
  List<EngineMessage> encode(Packet packet, boolean compress) {
    List<Message> messages = codec.encode(packet);
    if (messages.size() == 1) {
      return List.of(engineMessage(messages.get(0), compress));
    }
    List<EngineMessage> unit = new ArrayList<>(messages.size());
    for (Message message : messages) {
      unit.add(engineMessage(message, compress));
    }
    return List.copyOf(unit);
  }

  private static EngineMessage engineMessage(Message message, boolean compress) {
    EngineMessage made =
        message instanceof Message.Text text
            ? EngineMessage.text(text.text())
            : EngineMessage.binary(((Message.Binary) message).bytes());
    return compress ? made : made.uncompressed();
  }
}
