package io.roomcast.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What kind of value it is, in words for messages: never the value. */
final class Kind {
  private Kind() {}

  /** Of a value in neutral form. */
  static String of(@Nullable Object neutral) {
    if (neutral == null) {
      return "null";
    } else if (neutral instanceof String) {
      return "a string";
    } else if (neutral instanceof Boolean) {
      return "a boolean";
    } else if (neutral instanceof List) {
      return "an array";
    } else if (neutral instanceof Map) {
      return "an object";
    } else if (neutral instanceof byte[]) {
      return "binary";
    }
    return "a number";
  }

  /** Of a value as Gson has it. */
  static String of(JsonElement element) {
    if (element instanceof JsonObject) {
      return "an object";
    } else if (element instanceof JsonArray) {
      return "an array";
    } else if (element instanceof JsonPrimitive primitive) {
      if (primitive.isString()) {
        return "a string";
      } else if (primitive.isBoolean()) {
        return "a boolean";
      }
      return primitive.getAsNumber() instanceof Attachment ? "binary" : "a number";
    }
    return "null";
  }
}
