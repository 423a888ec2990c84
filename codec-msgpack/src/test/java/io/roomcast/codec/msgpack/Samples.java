package io.roomcast.codec.msgpack;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.roomcast.Server;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketCodec;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.ValueMapping;
import io.roomcast.testkit.InMemoryTransport;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Codecs, vectors and random values of the tests. */
final class Samples {
  private Samples() {}

  static PacketCodec codec() {
    return MsgpackCodec.factory().create(mapping(new Gson()));
  }

  static PacketCodec codec(Gson gson) {
    return MsgpackCodec.factory().create(mapping(gson));
  }

  /** What a server gives its codec. */
  static ValueMapping mapping(Gson gson) {
    AtomicReference<ValueMapping> given = new AtomicReference<>();
    Server.builder()
        .transport(InMemoryTransport.create())
        .gson(gson)
        .codec(
            values -> {
              given.set(values);
              return MsgpackCodec.factory().create(values);
            })
        .build();
    return given.get();
  }

  /** The one message of a packet. */
  static byte[] encode(PacketCodec codec, Packet packet) {
    List<Message> messages = codec.encode(packet);
    if (messages.size() != 1) {
      throw new AssertionError("not one message: " + messages);
    }
    ByteBuffer buffer = ((Message.Binary) messages.get(0)).bytes();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The cases of a file of vectors. */
  static List<JsonObject> vectors(String name) throws IOException {
    try (Reader reader =
        new InputStreamReader(
            Samples.class.getResourceAsStream("/vectors/" + name), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader)
          .getAsJsonObject()
          .getAsJsonArray("cases")
          .asList()
          .stream()
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  /** The packet of a vector. */
  static Packet packet(JsonObject given) {
    PacketType type =
        Stream.of(PacketType.values())
            .filter(known -> known.code() == given.get("type").getAsInt())
            .findFirst()
            .orElseThrow();
    Arguments data = Arguments.none();
    if (given.has("data")) {
      Object value = value(given.get("data"));
      data = value instanceof List<?> list ? Arguments.of(list.toArray()) : Arguments.of(value);
    }
    long id = given.has("id") ? given.get("id").getAsLong() : Packet.NO_ID;
    return new Packet(type, given.get("nsp").getAsString(), id, data);
  }

  private static Object value(JsonElement element) {
    if (element.isJsonNull()) {
      return null;
    } else if (element instanceof JsonArray array) {
      List<Object> list = new ArrayList<>();
      array.forEach(value -> list.add(value(value)));
      return list;
    } else if (element instanceof JsonObject object) {
      return special(object);
    } else if (element.getAsJsonPrimitive().isString()) {
      return element.getAsString();
    } else if (element.getAsJsonPrimitive().isBoolean()) {
      return element.getAsBoolean();
    }
    return number(element.getAsString());
  }

  private static Object special(JsonObject object) {
    if (object.has("$bin")) {
      return bytes(object.get("$bin").getAsString());
    } else if (object.has("$fill")) {
      byte[] bytes = new byte[object.get("$length").getAsInt()];
      Arrays.fill(bytes, object.get("$fill").getAsByte());
      return bytes;
    } else if (object.has("$repeat")) {
      return object.get("$repeat").getAsString().repeat(object.get("$count").getAsInt());
    } else if (object.has("$number")) {
      return number(object.get("$number").getAsString());
    }
    Map<String, Object> map = new LinkedHashMap<>();
    object.entrySet().forEach(member -> map.put(member.getKey(), value(member.getValue())));
    return map;
  }

  private static Object number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException notThat) {
      return fraction(Double.parseDouble(text));
    }
  }

  /** All that a packet says, made comparable. */
  static List<Object> comparable(Packet packet) {
    return List.of(
        packet.type(), packet.namespace(), packet.id(), comparable(packet.data().toList()));
  }

  /** With arrays of bytes that are equal by content, and maps whose order counts. */
  static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    } else if (value instanceof List<?> list) {
      List<Object> comparable = new ArrayList<>();
      list.forEach(element -> comparable.add(comparable(element)));
      return comparable;
    } else if (value instanceof Map<?, ?> map) {
      List<Object> members = new ArrayList<>();
      map.forEach((key, element) -> members.add(Arrays.asList(key, comparable(element))));
      return Collections.singletonMap("members", members);
    }
    return value;
  }

  /** A random value in neutral form, as it comes back from the wire. */
  static Object random(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> fraction(random.nextDouble() * Math.pow(10, random.nextInt(60) - 30));
      case 4 -> fraction(Double.longBitsToDouble(random.nextLong()));
      case 5 -> text(random);
      case 6 -> {
        byte[] bytes = new byte[size(random)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case 7 -> {
        List<Object> list = new ArrayList<>();
        for (int i = size(random); i > 0; i--) {
          list.add(random(random, depth - 1));
        }
        yield list;
      }
      default -> {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = size(random); i > 0; i--) {
          map.put(text(random), random(random, depth - 1));
        }
        yield map;
      }
    };
  }

  /** What is whole comes back as an integer, as far as there are any. */
  private static Object fraction(double number) {
    if (number >= 0x1p63 && number < 0x1p64) {
      return new BigDecimal(number).toBigIntegerExact();
    }
    return number == (long) number && Math.abs(number) < 0x1p63 ? (Object) (long) number : number;
  }

  private static int size(Random random) {
    return random.nextInt(30) == 0 ? random.nextInt(40) : random.nextInt(4);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(8); i > 0; i--) {
      int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
      text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
    }
    return text.toString();
  }
}
