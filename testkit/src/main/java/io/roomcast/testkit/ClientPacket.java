package io.roomcast.testkit;

import io.roomcast.spi.codec.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A Socket.IO packet with its JSON still as text.
 *
 * @param type the digit of the protocol
 * @param id of the ack that is asked for or given; -1 for none
 * @param json empty for none
 */
record ClientPacket(char type, String namespace, long id, String json, List<byte[]> attachments) {
  static final char CONNECT = '0';
  static final char DISCONNECT = '1';
  static final char EVENT = '2';
  static final char ACK = '3';
  static final char CONNECT_ERROR = '4';
  static final char BINARY_EVENT = '5';
  static final char BINARY_ACK = '6';

  /** The Engine.IO packets that carry it. */
  List<Message> encode() {
    StringBuilder text = new StringBuilder("4");
    if (attachments.isEmpty()) {
      text.append(type);
    } else {
      text.append(type == EVENT ? BINARY_EVENT : BINARY_ACK).append(attachments.size()).append('-');
    }
    if (!namespace.equals("/")) {
      text.append(namespace).append(',');
    }
    if (id >= 0) {
      text.append(id);
    }
    List<Message> packets = new ArrayList<>();
    packets.add(new Message.Text(text.append(json).toString()));
    attachments.forEach(bytes -> packets.add(new Message.Binary(ByteBuffer.wrap(bytes))));
    return packets;
  }

  /** How many attachments a packet announces. */
  static int announced(String text) {
    char type = text.charAt(0);
    return type == BINARY_EVENT || type == BINARY_ACK
        ? Integer.parseInt(text.substring(1, text.indexOf('-')))
        : 0;
  }

  /** Reads what the server wrote, which is well-formed. */
  static ClientPacket decode(String text, List<byte[]> attachments) {
    char type = text.charAt(0);
    int at = 1;
    if (type == BINARY_EVENT || type == BINARY_ACK) {
      at = text.indexOf('-') + 1;
      type = type == BINARY_EVENT ? EVENT : ACK;
    }
    String namespace = "/";
    if (at < text.length() && text.charAt(at) == '/') {
      int comma = text.indexOf(',', at);
      namespace = text.substring(at, comma < 0 ? text.length() : comma);
      at = comma < 0 ? text.length() : comma + 1;
    }
    int digits = at;
    while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    long id = digits == at ? -1 : Long.parseLong(text.substring(at, digits));
    return new ClientPacket(type, namespace, id, text.substring(digits), attachments);
  }
}
