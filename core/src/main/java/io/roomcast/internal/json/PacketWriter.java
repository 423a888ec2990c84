package io.roomcast.internal.json;

import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Packets to messages. Thread-safe. */
final class PacketWriter {
  private static final int TO_BINARY = 3; // from EVENT and ACK to BINARY_EVENT and BINARY_ACK
  private static final int EXPECTED_LENGTH = 128;

  private final GsonMapping values;

  PacketWriter(GsonMapping values) {
    this.values = values;
  }

  /**
   * Encodes a packet.
   *
   * @throws EncodeException if it cannot be encoded
   */
  List<Message> write(Packet packet) {
    StringBuilder text = new StringBuilder(EXPECTED_LENGTH).append(packet.type().code());
    if (packet.namespace().indexOf(',') >= 0) {
      throw new EncodeException("a namespace cannot hold a comma: " + packet.namespace());
    } else if (packet.namespace().length() > 1) {
      text.append(packet.namespace()).append(',');
    }
    if (packet.hasId()) {
      text.append(packet.id());
    }
    JsonSink sink = new JsonSink(text);
    values.write(packet, sink);
    List<ByteBuffer> attachments = sink.attachments();
    if (attachments.isEmpty()) {
      return List.of(new Message.Text(text.toString()));
    } else if (!PayloadRules.carriesArray(packet.type())) {
      throw new EncodeException("a " + packet.type() + " cannot carry binary");
    }
    List<Message> messages = new ArrayList<>(1 + attachments.size());
    messages.add(
        new Message.Text(
            new StringBuilder(text.length() + 4)
                .append(packet.type().code() + TO_BINARY)
                .append(attachments.size())
                .append('-')
                .append(text, 1, text.length())
                .toString()));
    attachments.forEach(bytes -> messages.add(new Message.Binary(bytes)));
    return messages;
  }
}
