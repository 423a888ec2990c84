package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.TypeAdapter;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import io.roomcast.spi.codec.ValueMapping;
import io.roomcast.spi.codec.ValueSink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The application's types by way of its Gson, for every codec. */
public final class GsonMapping implements ValueMapping {
  private final Gson gson;
  private final boolean plainStrings;
  private final int maxDepth;
  private final Conversion conversion;

  /**
   * Makes a mapping.
   *
   * @param gson the application's
   * @param maxDepth nesting of what is written
   */
  public GsonMapping(Gson gson, int maxDepth) {
    GsonSettings settings = GsonSettings.of(gson);
    this.gson = settings.gson();
    this.plainStrings = settings.plainStrings();
    this.maxDepth = maxDepth;
    this.conversion = new Conversion(settings);
  }

  Conversion conversion() {
    return conversion;
  }

  @Override
  public PayloadBuilder payload() {
    return new NeutralBuilder(conversion);
  }

  @Override
  public void write(Packet packet, ValueSink sink) {
    Arguments data = packet.data();
    if (PayloadRules.carriesArray(packet.type())) {
      if (packet.type() == PacketType.EVENT && data.size() == 0) {
        throw new EncodeException("an event without a name");
      }
      // the brackets of the packet are a level, too
      ValueWriter writer = new ValueWriter(sink, maxDepth - 1);
      sink.beginArray();
      for (int i = 0; i < data.size(); i++) {
        writeValue(packet, i, writer);
      }
      sink.endArray();
    } else if (data.size() > 1) {
      throw new EncodeException("a " + packet.type() + " carries one value at most");
    } else if (data.size() == 1) {
      writeValue(packet, 0, new ValueWriter(sink, maxDepth));
    }
  }

  private void writeValue(Packet packet, int index, ValueWriter writer) {
    try {
      if (packet.data() instanceof DecodedArguments decoded) {
        writeNeutral(decoded.exact(index), writer);
      } else {
        write(packet.data().get(index), writer);
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

  /** What a client sent: with every digit, whatever the application's Gson would. */
  private static void writeNeutral(@Nullable Object value, ValueWriter writer) throws IOException {
    if (value == null) {
      writer.nullValue();
    } else if (value instanceof String string) {
      writer.value(string);
    } else if (value instanceof Boolean bool) {
      writer.value(bool);
    } else if (value instanceof byte[] bytes) {
      writer.value(new Attachment(bytes.clone()));
    } else if (value instanceof Items items) {
      writer.beginArray();
      for (int i = 0; i < items.size(); i++) {
        writeNeutral(items.exact(i), writer);
      }
      writer.endArray();
    } else if (value instanceof Members members) {
      writer.beginObject();
      for (int i = 0; i < members.size(); i++) {
        writer.name(members.name(i));
        writeNeutral(members.exact(i), writer);
      }
      writer.endObject();
    } else {
      writer.value((Number) value);
    }
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
