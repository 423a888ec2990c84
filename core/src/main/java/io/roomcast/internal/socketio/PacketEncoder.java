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
    List<Message> messages = codec.encode(packet);
    if (messages.size() == 1) {
      return List.of(engineMessage(messages.get(0)));
    }
    List<EngineMessage> unit = new ArrayList<>(messages.size());
    for (Message message : messages) {
      unit.add(engineMessage(message));
    }
    return List.copyOf(unit);
  }

  private static EngineMessage engineMessage(Message message) {
    if (message instanceof Message.Text text) {
      return EngineMessage.text(text.text());
    }
    return EngineMessage.binary(((Message.Binary) message).bytes());
  }
}
