package io.roomcast.adapter.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import io.roomcast.spi.adapter.StoredSession;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterForm;
import io.roomcast.spi.codec.EncodeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("RED-33 SEC-15 of what is published to a cluster comes a message, or nothing")
class ClusterFuzzTest {
  private static final String NAMESPACE = "/chat";
  private static final byte SEPARATOR = (byte) 0xFF; // UTF-8 does not know it

  static Stream<byte[]> messages() {
    return Stream.of("dynamic", "private", "streams")
        .flatMap(ClusterVectorsTest::vectors)
        .filter(vector -> vector.has("text") || vector.has("hex"))
        .map(ClusterVectorsTest::bytes);
  }

  /** On the channels of the sharded adapter, and beside a stream. */
  @MethodSource("messages")
  @FuzzTest
  void message(byte[] bytes) {
    Reading.of(() -> Arrivals.CODEC.decode(bytes)).ifPresent(ClusterFuzzTest::assertSurvives);
  }

  /** Numbers may have become others of the same value, so what is compared is the second round. */
  private static void assertSurvives(ClusterEnvelope read) {
    assertThat(read.sender()).isNotEmpty();
    ClusterEnvelope once;
    try {
      once = Arrivals.CODEC.decode(Arrivals.CODEC.encodeMessagePack(read));
    } catch (EncodeException tooLargeAnInteger) {
      return;
    }
    ClusterEnvelope twice = Arrivals.CODEC.decode(Arrivals.CODEC.encodeMessagePack(once));
    assertThat(comparable(twice)).isEqualTo(comparable(once));
    Reading.of(() -> StreamEntry.of(once).envelope())
        .ifPresent(entry -> assertThat(comparable(entry)).isEqualTo(comparable(once)));
  }

  private static Object comparable(ClusterEnvelope envelope) {
    return comparable(ClusterForm.write(envelope));
  }

  /** As JSON can say it, with bytes that are equal by content, and rooms in no order. */
  private static Object comparable(Object value) {
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    } else if (value instanceof Number number) {
      return Double.isFinite(number.doubleValue()) ? number.doubleValue() + 0.0 : null;
    } else if (value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(comparable(element)));
      return elements;
    } else if (value instanceof Map<?, ?> map) {
      Map<Object, Object> members = new HashMap<>();
      map.forEach(
          (name, member) -> {
            boolean unordered = Set.of("rooms", "except").contains(name) && member instanceof List;
            Object made = comparable(member);
            members.put(name, unordered ? new HashSet<>((List<?>) made) : made);
          });
      return members;
    }
    return value;
  }

  static Stream<byte[]> entries() {
    return ClusterVectorsTest.entries().map(ClusterFuzzTest::parts);
  }

  private static byte[] parts(JsonObject vector) {
    ByteArrayOutputStream parts = new ByteArrayOutputStream();
    vector
        .getAsJsonObject("fields")
        .entrySet()
        .forEach(
            field -> {
              parts.writeBytes(field.getKey().getBytes(UTF_8));
              parts.write(SEPARATOR);
              parts.writeBytes(field.getValue().getAsString().getBytes(UTF_8));
              parts.write(SEPARATOR);
            });
    return parts.toByteArray();
  }

  /** Names and values in turn; the data is tried as it is, and as what Base64 is made of. */
  @SuppressWarnings("ArrayAsKeyOfSetOrMap") // what the driver gives
  @MethodSource("entries")
  @FuzzTest
  void entry(byte[] parts) {
    Map<byte[], byte[]> body = new LinkedHashMap<>();
    Map<byte[], byte[]> encoded = new LinkedHashMap<>();
    List<byte[]> split = split(parts);
    for (int i = 0; i + 1 < split.size(); i += 2) {
      byte[] name = split.get(i);
      byte[] value = split.get(i + 1);
      boolean isData = new String(name, ISO_8859_1).equals("data");
      body.put(name, value);
      encoded.put(name, isData ? Base64.getEncoder().encode(value) : value);
    }
    for (Map<byte[], byte[]> form : List.of(body, encoded)) {
      StreamEntry entry = StreamEntry.read(form);
      assertThat(entry.number("node").orElse(0L)).isNotNegative();
      assertThat(entry.namespace().orElse("/")).isNotEmpty();
      Reading.of(entry::envelope).ifPresent(ClusterFuzzTest::assertSurvives);
    }
  }

  private static List<byte[]> split(byte[] parts) {
    List<byte[]> split = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < parts.length; i++) {
      if (parts[i] == SEPARATOR) {
        split.add(Arrays.copyOfRange(parts, start, i));
        start = i + 1;
      }
    }
    return split;
  }

  static Stream<byte[]> sessions() {
    StoredSession ours =
        new StoredSession(
            "id",
            "private",
            Set.of("id", "room"),
            Map.of("name", "ada", "picture", new byte[] {1}),
            Optional.of(new StoredSession.Stay("1-0", "2-0")));
    Map<String, Object> ofNode =
        Map.of("sid", "id", "pid", "private", "rooms", List.of("id", 5L), "data", Map.of());
    byte[] text = SessionForm.write(ours, NAMESPACE);
    return Stream.of(
        text,
        Base64.getDecoder().decode(text),
        Base64.getDecoder().decode(SessionForm.write(ours, "/")),
        Arrivals.CODEC.values().toMessagePack(ofNode));
  }

  /** A session as it is kept, in Base64, and what Base64 is made of. */
  @MethodSource("sessions")
  @FuzzTest
  void session(byte[] bytes) {
    assertSessionSurvives(bytes);
    assertSessionSurvives(Base64.getEncoder().encode(bytes));
  }

  private static void assertSessionSurvives(byte[] text) {
    Reading.of(() -> SessionForm.read(text, NAMESPACE))
        .flatMap(session -> session)
        .ifPresent(
            session -> {
              StoredSession once = again(session);
              StoredSession twice = again(once);
              assertThat(twice.id()).isEqualTo(session.id()).isNotEmpty();
              assertThat(twice.privateId()).isEqualTo(session.privateId()).isNotEmpty();
              assertThat(twice.rooms()).isEqualTo(session.rooms());
              assertThat(twice.stay()).isEqualTo(session.stay());
              assertThat(comparable(twice.data())).isEqualTo(comparable(once.data()));
            });
  }

  private static StoredSession again(StoredSession session) {
    return SessionForm.read(SessionForm.write(session, NAMESPACE), NAMESPACE).orElseThrow();
  }
}
