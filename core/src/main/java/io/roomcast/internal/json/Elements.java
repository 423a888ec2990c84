package io.roomcast.internal.json;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between what the decoder makes and Gson's trees. Both are as deep as the decoder let them be. */
final class Elements {
  private static final TypeAdapter<JsonElement> ADAPTER = new Gson().getAdapter(JsonElement.class);

  private Elements() {}

  /** The next value of a reader, whatever it is. */
  static JsonElement read(JsonReader in) throws IOException {
    return ADAPTER.read(in);
  }

  /** What an application's adapter takes for JSON, if it is. */
  static JsonElement parse(String json) throws IOException {
    JsonReader in = new JsonReader(new StringReader(json));
    in.setStrictness(Strictness.STRICT);
    JsonElement element = ADAPTER.read(in);
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new IllegalStateException("a type adapter wrote no valid JSON");
    }
    return element;
  }

  static void write(JsonElement element, JsonWriter out) throws IOException {
    ADAPTER.write(out, element);
  }

  /** A new tree of a decoded value, with all digits of its numbers. */
  static JsonElement of(@Nullable Object decoded) {
    if (decoded == null) {
      return JsonNull.INSTANCE;
    } else if (decoded instanceof String string) {
      return new JsonPrimitive(string);
    } else if (decoded instanceof Boolean bool) {
      return new JsonPrimitive(bool);
    } else if (decoded instanceof byte[] bytes) {
      return new JsonPrimitive(new Attachment(bytes));
    } else if (decoded instanceof Items items) {
      JsonArray array = new JsonArray(items.size());
      for (int i = 0; i < items.size(); i++) {
        array.add(of(items.exact(i)));
      }
      return array;
    } else if (decoded instanceof Members members) {
      JsonObject object = new JsonObject();
      for (int i = 0; i < members.size(); i++) {
        object.add(members.name(i), of(members.exact(i)));
      }
      return object;
    }
    return new JsonPrimitive((Number) decoded);
  }

  /** The neutral form of a tree, in collections that the receiver may change. */
  static @Nullable Object neutral(JsonElement element) {
    if (element instanceof JsonArray array) {
      List<@Nullable Object> list = new ArrayList<>(array.size());
      array.forEach(value -> list.add(neutral(value)));
      return list;
    } else if (element instanceof JsonObject object) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      object.entrySet().forEach(entry -> map.put(entry.getKey(), neutral(entry.getValue())));
      return map;
    } else if (element instanceof JsonPrimitive primitive) {
      if (primitive.isString()) {
        return primitive.getAsString();
      } else if (primitive.isBoolean()) {
        return primitive.getAsBoolean();
      }
      Number number = primitive.getAsNumber();
      return number instanceof Attachment attachment
          ? attachment.bytes().clone()
          : ExactNumber.neutral(NumberText.of(number));
    }
    return null;
  }
}
