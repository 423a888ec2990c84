package io.roomcast.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.NeutralNumber;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values and packets of tests: read from vectors, made comparable. */
final class Neutrals {
  private Neutrals() {}

  /** The cases of a file of vectors. */
  static List<JsonObject> vectors(String name) throws Exception {
    try (Reader reader =
        new InputStreamReader(
            Neutrals.class.getResourceAsStream("/vectors/" + name), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader)
          .getAsJsonObject()
          .getAsJsonArray("cases")
          .asList()
          .stream()
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  /** A value of a vector in neutral form; {@code {"$bin": hex}} is a byte array. */
  static Object of(JsonElement element) {
    if (element.isJsonNull()) {
      return null;
    } else if (element instanceof JsonArray array) {
      List<Object> list = new ArrayList<>();
      array.forEach(value -> list.add(of(value)));
      return list;
    } else if (element instanceof JsonObject object) {
      if (object.has("$bin")) {
        return HexFormat.of().parseHex(object.get("$bin").getAsString());
      }
      Map<String, Object> map = new LinkedHashMap<>();
      object.entrySet().forEach(member -> map.put(member.getKey(), of(member.getValue())));
      return map;
    } else if (element.getAsJsonPrimitive().isString()) {
      return element.getAsString();
    } else if (element.getAsJsonPrimitive().isBoolean()) {
      return element.getAsBoolean();
    }
    String number = element.getAsString();
    return number.matches("-?[0-9]{1,18}")
        ? (Object) Long.parseLong(number)
        : (Object) Double.parseDouble(number);
  }

  /** With arrays of bytes that are equal by content, and numbers as JavaScript compares them. */
  static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    } else if (value instanceof Number number) {
      return Double.isInfinite(number.doubleValue()) ? null : number.doubleValue() + 0.0;
    } else if (value instanceof List<?> list) {
      List<Object> comparable = new ArrayList<>();
      list.forEach(element -> comparable.add(comparable(element)));
      return comparable;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> comparable = new LinkedHashMap<>();
      map.forEach((key, element) -> comparable.put(key, comparable(element)));
      return comparable;
    }
    return value;
  }

  /** The same with all digits of numbers. */
  static Object exact(Object value) {
    if (value instanceof Number number) {
      return number instanceof Double rounded
          ? NeutralNumber.decimal(rounded).stripTrailingZeros()
          : new BigDecimal(number.toString()).stripTrailingZeros();
    } else if (value instanceof List<?> list) {
      List<Object> exact = new ArrayList<>();
      list.forEach(element -> exact.add(exact(element)));
      return exact;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> exact = new LinkedHashMap<>();
      map.forEach((key, element) -> exact.put(key, exact(element)));
      return exact;
    }
    return comparable(value);
  }

  /** All that a packet says. */
  static List<Object> comparable(Packet packet) {
    return List.of(
        packet.type(), packet.namespace(), packet.id(), comparable(packet.data().toList()));
  }

  static Optional<Packet> decode(PacketDecoder decoder, Message message) {
    return message instanceof Message.Text text
        ? decoder.text(text.text())
        : decoder.binary(((Message.Binary) message).bytes());
  }

  /** Decodes what must be the messages of one packet. */
  static Packet decode(PacketDecoder decoder, List<Message> messages) {
    for (Message message : messages.subList(0, messages.size() - 1)) {
      if (decode(decoder, message).isPresent()) {
        throw new AssertionError("complete too early");
      }
    }
    return decode(decoder, messages.get(messages.size() - 1)).orElseThrow();
  }

  /** Messages as one can read them: binary in hexadecimal. */
  static List<String> readable(List<Message> messages) {
    return messages.stream()
        .map(
            message ->
                message instanceof Message.Text text
                    ? text.text()
                    : "binary:" + hex(((Message.Binary) message).bytes()))
        .toList();
  }

  private static String hex(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
