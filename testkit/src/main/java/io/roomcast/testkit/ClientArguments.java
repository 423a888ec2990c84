package io.roomcast.testkit;

import com.google.gson.JsonArray;
import com.google.gson.JsonParseException;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.ConversionException;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that a server sent. */
record ClientArguments(ClientJson json, JsonArray values, List<byte[]> attachments)
    implements Arguments {

  @Override
  public int size() {
    return values.size();
  }

  @Override
  public @Nullable Object get(int index) {
    return ClientJson.neutral(values.get(index), attachments);
  }

  @Override
  public @Nullable Object get(int index, Type type) {
    try {
      return json.decode(values.get(index), type, attachments);
    } catch (JsonParseException | NumberFormatException e) {
      throw new ConversionException(
          "value " + index + " is no " + type.getTypeName() + ": " + values.get(index), e);
    }
  }
}
