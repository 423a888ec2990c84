package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Packets to messages. Thread-safe. */
final class PacketWriter {
  private static final int TO_BINARY = 3; // from EVENT and ACK to BINARY_EVENT and BINARY_ACK
  private static final int EXPECTED_LENGTH = 128;

  private final Gson gson;
  private final boolean plainStrings;
  private final int maxDepth;

  PacketWriter(GsonSettings settings, int maxDepth) {
    this.gson = settings.gson();
    this.plainStrings = settings.plainStrings();
    this.maxDepth = maxDepth;
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
    List<ByteBuffer> attachments = writeData(packet, text);
    if (attachments.isEmpty()) {
      return List.of(new Message.Text(text.toString()));
    } else if (!carriesArray(packet.type())) {
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

  private List<ByteBuffer> writeData(Packet packet, StringBuilder text) {
    Arguments data = packet.data();
    if (carriesArray(packet.type())) {
      if (packet.type() == PacketType.EVENT && data.size() == 0) {
        throw new EncodeException("an event without a name");
      }
      text.append('[');
      // the brackets of the packet are a level, too
      ValueWriter writer = new ValueWriter(text, maxDepth - 1);
      for (int i = 0; i < data.size(); i++) {
        writeValue(packet, i, writer);
      }
      text.append(']');
      return writer.attachments();
    } else if (data.size() > 1) {
      throw new EncodeException("a " + packet.type() + " carries one value at most");
    }
    ValueWriter writer = new ValueWriter(text, maxDepth);
    if (data.size() == 1) {
      writeValue(packet, 0, writer);
    }
    return writer.attachments();
  }

  private void writeValue(Packet packet, int index, ValueWriter writer) {
    Object value = packet.data().get(index);
    try {
      if (packet.data() instanceof DecodedArguments) {
        writeNeutral(value, writer);
      } else {
        write(value, writer);
      }
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError failure) {
      throw new EncodeException(describe(packet, index) + ": " + failure.getMessage(), failure);
    }
    if (writer.topLevelValues() != index + 1) {
      throw new EncodeException(describe(packet, index) + ": its adapter wrote not one value");
    }
  }

  /** What an application gives: through its Gson, but for the commonest. */
  private void write(@Nullable Object value, ValueWriter writer) throws IOException {
    if (value == null) {
      writer.nullValue();
    } else if (value instanceof String string && plainStrings) {
      writer.value(string);
    } else {
      @SuppressWarnings("unchecked") // the adapter of the value's own class
      TypeAdapter<Object> adapter = (TypeAdapter<Object>) gson.getAdapter(value.getClass());
      adapter.write(writer, value);
    }
  }

  /** What a client sent: as it came, whatever the application's Gson does with such types. */
  private static void writeNeutral(@Nullable Object value, ValueWriter writer) throws IOException {
    if (value == null) {
      writer.nullValue();
    } else if (value instanceof String string) {
      writer.value(string);
    } else if (value instanceof Boolean bool) {
      writer.value(bool);
    } else if (value instanceof byte[] bytes) {
      writer.value(new Attachment(bytes.clone()));
    } else if (value instanceof List<?> list) {
      writer.beginArray();
      for (Object element : list) {
        writeNeutral(element, writer);
      }
      writer.endArray();
    } else if (value instanceof Map<?, ?> map) {
      writer.beginObject();
      for (Map.Entry<?, ?> member : map.entrySet()) {
        writer.name((String) member.getKey());
        writeNeutral(member.getValue(), writer);
      }
      writer.endObject();
    } else {
      writer.value((Number) value);
    }
  }

  private static boolean carriesArray(PacketType type) {
    return type == PacketType.EVENT || type == PacketType.ACK;
  }

  private static String describe(Packet packet, int index) {
    if (packet.type() != PacketType.EVENT) {
      return "value " + index + " of the " + packet.type() + " cannot be encoded";
    }
    return (index == 0 ? "the name" : "argument " + (index - 1))
        + " of the event "
        + packet.data().get(0)
        + " cannot be encoded";
  }
}
