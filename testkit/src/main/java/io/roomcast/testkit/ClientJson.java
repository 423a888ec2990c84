package io.roomcast.testkit;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import io.roomcast.spi.codec.NeutralNumber;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values to JSON and back, with bytes taken out as attachments. */
final class ClientJson {
  private static final String PLACEHOLDER = "_placeholder";

  private final Gson gson;

  ClientJson(Gson gson) {
    this.gson = gson;
  }

  /** Encodes values, and adds the bytes among them to {@code attachments}. */
  String encode(List<@Nullable Object> values, List<byte[]> attachments) {
    JsonSerializer<byte[]> ofArray = (bytes, type, context) -> placeholder(bytes, attachments);
    JsonSerializer<ByteBuffer> ofBuffer =
        (buffer, type, context) -> placeholder(WebSocketLink.bytes(buffer), attachments);
    Gson encoder =
        gson.newBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(byte[].class, ofArray)
            .registerTypeHierarchyAdapter(ByteBuffer.class, ofBuffer)
            .create();
    JsonArray array = new JsonArray();
    values.forEach(
        value -> array.add(value == null ? JsonNull.INSTANCE : encoder.toJsonTree(value)));
    return encoder.toJson(array);
  }

  String encode(Object value) {
    return gson.newBuilder().disableHtmlEscaping().create().toJson(value);
  }

  /** A value as a type; null only for a JSON null. */
  @Nullable Object decode(JsonElement element, Type type, List<byte[]> attachments) {
    if (type.equals(Object.class)) {
      return neutral(element, attachments);
    }
    JsonDeserializer<byte[]> toArray = (json, wanted, context) -> attachment(json, attachments);
    JsonDeserializer<ByteBuffer> toBuffer =
        (json, wanted, context) -> ByteBuffer.wrap(attachment(json, attachments));
    return gson.newBuilder()
        .registerTypeAdapter(byte[].class, toArray)
        .registerTypeHierarchyAdapter(ByteBuffer.class, toBuffer)
        .create()
        .fromJson(element, type);
  }

  /** A value without a type of its own. */
  static @Nullable Object neutral(JsonElement element, List<byte[]> attachments) {
    if (element.isJsonNull()) {
      return null;
    }
    if (element instanceof JsonPrimitive primitive) {
      return primitive(primitive);
    }
    if (element instanceof JsonArray array) {
      List<@Nullable Object> list = new ArrayList<>();
      array.forEach(item -> list.add(neutral(item, attachments)));
      return Collections.unmodifiableList(list);
    }
    JsonObject object = element.getAsJsonObject();
    if (isPlaceholder(object) && !attachments.isEmpty()) {
      return attachment(object, attachments);
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    object.entrySet().forEach(e -> map.put(e.getKey(), neutral(e.getValue(), attachments)));
    return Collections.unmodifiableMap(map);
  }

  private static Object primitive(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    return NeutralNumber.parse(primitive.getAsString());
  }

  private static JsonObject placeholder(byte[] bytes, List<byte[]> attachments) {
    JsonObject object = new JsonObject();
    object.addProperty(PLACEHOLDER, true);
    object.addProperty("num", attachments.size());
    attachments.add(bytes.clone());
    return object;
  }

  private static boolean isPlaceholder(JsonObject object) {
    return object.has(PLACEHOLDER) && object.has("num");
  }

  private static byte[] attachment(JsonElement element, List<byte[]> attachments) {
    if (!element.isJsonObject() || !isPlaceholder(element.getAsJsonObject())) {
      throw new JsonParseException("not bytes: " + element);
    }
    return attachments.get(element.getAsJsonObject().get("num").getAsInt()).clone();
  }
}
