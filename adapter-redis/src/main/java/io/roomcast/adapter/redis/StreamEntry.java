package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomcast.codec.msgpack.NeutralCodec;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterForm;
import io.roomcast.spi.codec.DecodeException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream: the fields of a message as texts, its data in Base64 where it is binary.
 */
record StreamEntry(Map<String, String> fields) {
  private static final NeutralCodec VALUES = Arrivals.CODEC.values();
  private static final int MAX_TYPE_LENGTH = 4;
  private static final int MAX_NUMBER_LENGTH = 18; // any such number is a long

  static StreamEntry of(ClusterEnvelope envelope) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("uid", envelope.sender());
    fields.put("nsp", envelope.namespace());
    fields.put("type", String.valueOf(envelope.message().type()));
    Map<String, ?> data = ClusterForm.data(envelope.message());
    if (!data.isEmpty()) {
      fields.put(
          "data",
          NeutralCodec.hasBinary(data)
              ? Base64.getEncoder().encodeToString(VALUES.toMessagePack(data))
              : VALUES.toJson(data));
    }
    return new StreamEntry(fields);
  }

  /**
   * The same with a number, by which this server knows it again. Others do not look at it.
   *
   * @see #number
   */
  StreamEntry numbered(long number) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put("seq", String.valueOf(number));
    return new StreamEntry(more);
  }

  /** The number that a server has given it; empty where another one did, or nobody. */
  Optional<Long> number(String server) {
    String number = fields.get("seq");
    if (number == null
        || number.length() > MAX_NUMBER_LENGTH
        || !server.equals(fields.get("uid"))) {
      return Optional.empty();
    }
    return number.chars().allMatch(c -> c >= '0' && c <= '9') && !number.isEmpty()
        ? Optional.of(Long.parseLong(number))
        : Optional.empty();
  }

  static StreamEntry read(Map<byte[], byte[]> body) {
    Map<String, String> fields = new LinkedHashMap<>();
    body.forEach((name, value) -> fields.put(new String(name, UTF_8), new String(value, UTF_8)));
    return new StreamEntry(fields);
  }

  /** As Lettuce takes it: names and values in turn. */
  Object[] body() {
    return fields.entrySet().stream()
        .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
        .map(text -> text.getBytes(UTF_8))
        .toArray();
  }

  int size() {
    return fields.values().stream().mapToInt(String::length).sum();
  }

  /** Empty in an entry that is no message. */
  Optional<String> namespace() {
    return Optional.ofNullable(fields.get("nsp")).filter(name -> !name.isEmpty());
  }

  ClusterEnvelope envelope() {
    return new ClusterEnvelope(
        fields.getOrDefault("uid", ""),
        fields.getOrDefault("nsp", ""),
        ClusterForm.read(type(), data(fields.get("data"))));
  }

  private long type() {
    String type = fields.getOrDefault("type", "");
    if (type.isEmpty()
        || type.length() > MAX_TYPE_LENGTH
        || !type.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new DecodeException("the type is no number");
    }
    return Long.parseLong(type);
  }

  private static @Nullable Object data(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    } else if (text.charAt(0) == '{') {
      return VALUES.fromJson(text);
    }
    try {
      return VALUES.fromMessagePack(ByteBuffer.wrap(Base64.getDecoder().decode(text)));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("the data is no Base64");
    }
  }
}
