package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import com.google.gson.LongSerializationPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Message;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketDecoder;
import io.roomcast.spi.codec.PacketType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({
  "ArrayRecordComponent",
  "JavaUtilDate",
  "NullOptional"
}) // what applications write
class JsonEncoderTest {
  record Person(String firstName, Integer age, Optional<String> nick) {}

  record Picture(String name, byte[] content, ByteBuffer preview) {}

  private final JsonCodec codec = new JsonCodec(new Gson());

  static Stream<org.junit.jupiter.params.provider.Arguments> values() {
    Map<String, Object> withNull = new LinkedHashMap<>();
    withNull.put("a", null);
    withNull.put("b", 1);
    return Stream.of(
        gives(null, "null"),
        gives("", "\"\""),
        gives(
            "\"\\/\b\f\n\r\t\u0001\u001f\u007f",
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\""),
        gives("<a href='x'>&=</a>", "\"<a href='x'>&=</a>\""),
        gives("\u2028\u2029\u00e9\ud55c\ud83d\ude00", "\"\u2028\u2029\u00e9\ud55c\ud83d\ude00\""),
        gives("\ud83d", "\"\\ud83d\""),
        gives("a\ude00\ud83db", "\"a\\ude00\\ud83db\""),
        gives('x', "\"x\""),
        gives(true, "true"),
        gives((byte) -1, "-1"),
        gives((short) 7, "7"),
        gives(Long.MAX_VALUE, "9223372036854775807"),
        gives(0.0, "0"),
        gives(-0.0, "0"),
        gives(1.0, "1"),
        gives(-1.5, "-1.5"),
        gives(0.1f, "0.1"),
        gives(1e7, "10000000"),
        gives(12345678.9, "12345678.9"),
        gives(123456789012345680000.0, "123456789012345680000"),
        gives(1e20, "100000000000000000000"),
        gives(1e21, "1e+21"),
        gives(-1.25e300, "-1.25e+300"),
        gives(1e-6, "0.000001"),
        gives(1.5e-6, "0.0000015"),
        gives(1e-7, "1e-7"),
        gives(-1.5e-9, "-1.5e-9"),
        gives(Double.MIN_VALUE, "4.9e-324"),
        gives(Double.MAX_VALUE, "1.7976931348623157e+308"),
        gives(Double.NaN, "null"),
        gives(Double.POSITIVE_INFINITY, "null"),
        gives(Float.NEGATIVE_INFINITY, "null"),
        gives(new double[] {Double.NaN, 1}, "[null,1]"),
        gives(new BigDecimal("1.10"), "1.10"),
        gives(BigInteger.TEN.pow(30), "1" + "0".repeat(30)),
        gives(new AtomicInteger(3), "3"),
        gives(List.of(), "[]"),
        gives(Map.of(), "{}"),
        gives(Arrays.asList(1, null, "x"), "[1,null,\"x\"]"),
        gives(new int[][] {{1}, {}}, "[[1],[]]"),
        gives(withNull, "{\"a\":null,\"b\":1}"),
        gives(Map.of(1, Map.of("\"", 2)), "{\"1\":{\"\\\"\":2}}"),
        gives(
            new Person("A", null, Optional.empty()),
            "{\"firstName\":\"A\",\"age\":null,\"nick\":null}"),
        gives(
            new Person("A", 1, Optional.of("B")), "{\"firstName\":\"A\",\"age\":1,\"nick\":\"B\"}"),
        gives(
            Optional.of(new Person("A", 1, null)), "{\"firstName\":\"A\",\"age\":1,\"nick\":null}"),
        gives(Optional.empty(), "null"),
        gives(Thread.State.NEW, "\"NEW\""),
        gives(new Date(1767323045006L), "\"2026-01-02T03:04:05.006Z\""),
        gives(Instant.ofEpochSecond(0), "\"1970-01-01T00:00:00.000Z\""),
        gives(new JsonPrimitive(1.0), "1"),
        gives(new JsonObject(), "{}"));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-5 values are written as JSON.stringify writes them")
  void values(Object value, String json) {
    assertThat(encode(Arguments.event("a", value))).containsExactly("2[\"a\"," + json + "]");
  }

  @Test
  @DisplayName("SIO-3 connect, disconnect and connect error")
  void otherTypes() {
    assertThat(encode(Packet.of(PacketType.CONNECT, "/", Arguments.none()))).containsExactly("0");
    assertThat(encode(Packet.of(PacketType.CONNECT, "/a", Arguments.of(Map.of("sid", "x")))))
        .containsExactly("0/a,{\"sid\":\"x\"}");
    assertThat(encode(Packet.of(PacketType.DISCONNECT, "/admin", Arguments.none())))
        .containsExactly("1/admin,");
    assertThat(
            encode(Packet.of(PacketType.CONNECT_ERROR, "/", Arguments.of(Map.of("message", "no")))))
        .containsExactly("4{\"message\":\"no\"}");
    assertThat(encode(new Packet(PacketType.ACK, "/admin", 13, Arguments.of("x"))))
        .containsExactly("3/admin,13[\"x\"]");
    assertThat(encode(new Packet(PacketType.ACK, "/", 12, Arguments.none())))
        .containsExactly("312[]");
  }

  @Test
  @DisplayName("SIO-4 binary anywhere is replaced depth-first; what was given stays as it was")
  void binary() {
    byte[] bytes = {1, 2};
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 3, 4, 9}, 1, 2);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a", new Object[] {bytes, "x"});
    map.put("b", buffer.asReadOnlyBuffer());
    List<Object> given = List.of(map, Optional.of(bytes));

    List<Message> messages =
        codec.encode(
            new Packet(
                PacketType.EVENT,
                "/n",
                7,
                Arguments.event("e", given, new Picture("p", bytes, buffer), bytes)));

    String placeholder = "{\"_placeholder\":true,\"num\":%d}";
    assertThat(Neutrals.readable(messages))
        .containsExactly(
            ("56-/n,7[\"e\",[{\"a\":[" + placeholder + ",\"x\"],\"b\":" + placeholder + "},")
                    .formatted(0, 1)
                + (placeholder + "],{\"name\":\"p\",\"content\":" + placeholder).formatted(2, 3)
                + (",\"preview\":" + placeholder + "}," + placeholder + "]").formatted(4, 5),
            "binary:0102",
            "binary:0304",
            "binary:0102",
            "binary:0102",
            "binary:0304",
            "binary:0102");
    assertThat(map.get("a")).isInstanceOf(Object[].class);
    assertThat(buffer.position()).isEqualTo(1);
    assertThat(buffer.remaining()).isEqualTo(2);
  }

  @Test
  @DisplayName("SIO-4 what was encoded does not change with what was given")
  void copiedBinary() {
    byte[] bytes = {1};
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {2});
    List<Message> messages = codec.encode(event(Arguments.event("e", bytes, buffer)));
    bytes[0] = 9;
    buffer.put(0, (byte) 9);

    assertThat(Neutrals.readable(messages)).endsWith("binary:01", "binary:02");
  }

  /** Writes JSON that is there already. */
  private static final class Raw extends TypeAdapter<Person> {
    private final String json;

    Raw(String json) {
      this.json = json;
    }

    @Override
    public void write(JsonWriter out, Person value) throws IOException {
      out.jsonValue(json);
    }

    @Override
    public Person read(JsonReader in) {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  @DisplayName("SIO-5 JSON that an adapter writes as text is taken for its value, if it is one")
  void rawJson() {
    assertThat(encodeRaw("{ \"a\" : [1.10, null, \"\\u003c\"] }"))
        .containsExactly("2[\"e\",{\"a\":[1.10,null,\"<\"]}]");
    assertThat(encodeRaw(null)).containsExactly("2[\"e\",null]");
    for (String invalid : List.of("", "{", "[1]]", "1 2", "{a:1}", "NaN")) {
      assertThatThrownBy(() -> encodeRaw(invalid)).isInstanceOf(EncodeException.class);
    }
  }

  private static List<String> encodeRaw(String json) {
    Gson gson = new GsonBuilder().registerTypeAdapter(Person.class, new Raw(json)).create();
    return Neutrals.readable(
        new JsonCodec(gson).encode(event(Arguments.event("e", new Person("", 0, null)))));
  }

  @Test
  @DisplayName("SIO-4 binary of a custom serializer, through a tree")
  void binaryThroughTree() {
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Picture.class,
                (JsonSerializer<Picture>)
                    (picture, type, context) -> {
                      JsonObject tree = new JsonObject();
                      tree.add("own", context.serialize(picture.content()));
                      return tree;
                    })
            .create();

    assertThat(
            Neutrals.readable(
                new JsonCodec(gson)
                    .encode(event(Arguments.event("e", new Picture("", new byte[] {5}, null))))))
        .containsExactly("51-[\"e\",{\"own\":{\"_placeholder\":true,\"num\":0}}]", "binary:05");
  }

  @Test
  @DisplayName("SIO-4 a connect error cannot carry binary")
  void binaryInError() {
    assertThatThrownBy(
            () ->
                codec.encode(
                    Packet.of(
                        PacketType.CONNECT_ERROR, "/", Arguments.of(Map.of("a", new byte[1])))))
        .isInstanceOf(EncodeException.class);
  }

  @Test
  @DisplayName("SIO-5 SEC-18 circular and too deep values are an EncodeException")
  void circular() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    Map<String, Object> map = new HashMap<>();
    map.put("a", Optional.of(List.of(map)));
    Object deep = "x";
    for (int i = 0; i < 100_000; i++) {
      deep = List.of(deep);
    }
    for (Object value : new Object[] {list, map, deep}) {
      assertThatThrownBy(() -> codec.encode(event(Arguments.event("move", "x", value))))
          .isInstanceOf(EncodeException.class)
          .hasMessageStartingWith("argument 1 of the event move cannot be encoded: ")
          .hasMessageContaining("nested deeper than");
    }
  }

  @Test
  @DisplayName("SIO-5 endless nesting without a level of JSON is an EncodeException")
  void endless() {
    Optional<Object> value = Optional.of("x");
    for (int i = 0; i < 100_000; i++) {
      value = Optional.of(value);
    }
    Optional<Object> nested = value;

    assertThatThrownBy(() -> codec.encode(event(Arguments.event("e", nested))))
        .isInstanceOf(EncodeException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
  }

  @Test
  @DisplayName("SEC-18 the encoder's depth is the decoder's")
  void exactDepth() {
    CodecLimits limits = CodecLimits.defaults().withMaxDepth(3);
    JsonCodec shallow = new JsonCodec(new GsonMapping(new Gson(), limits.maxDepth()));
    List<Message> deepest = shallow.encode(event(Arguments.event("a", List.of(List.of()))));

    assertThat(Neutrals.decode(shallow.decoder(limits), deepest).data().size()).isEqualTo(2);
    assertThatThrownBy(
            () -> shallow.encode(event(Arguments.event("a", List.of(List.of(List.of()))))))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> shallow.decoder(limits).text("2[\"a\",[[[]]]]"))
        .hasMessage("payload nested too deeply");
  }

  @Test
  @DisplayName("SIO-17 the application's settings of Gson are respected")
  void ownSettings() {
    Gson gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .setLongSerializationPolicy(LongSerializationPolicy.STRING)
            .setPrettyPrinting()
            .setDateFormat("yyyy")
            .registerTypeAdapter(
                String.class,
                (JsonSerializer<String>) (text, type, context) -> new JsonPrimitive("own " + text))
            .create();

    assertThat(
            Neutrals.readable(
                new JsonCodec(gson)
                    .encode(
                        Packet.of(
                            PacketType.ACK,
                            "/",
                            Arguments.of(
                                new Person("A", 1, null),
                                5L,
                                new Date(1767323045006L),
                                Optional.of("x"))))))
        .containsExactly(
            "3[{\"first_name\":\"own A\",\"age\":1,\"nick\":null},\"5\",\"2026\",\"own x\"]");
  }

  @Test
  @DisplayName("an adapter that writes no valid JSON cannot break a packet")
  void brokenAdapters() {
    assertBroken(out -> {});
    assertBroken(out -> out.value(1).value(2));
    assertBroken(out -> out.beginArray());
    assertBroken(out -> out.beginObject().value(1));
    assertBroken(out -> out.beginObject().name("a").endObject());
    assertBroken(out -> out.beginObject().name("a").name("b"));
    assertBroken(out -> out.beginArray().endObject());
    assertBroken(out -> out.endArray());
    assertBroken(out -> out.name("a"));
    assertBroken(
        out -> {
          throw new IOException("broken");
        });
  }

  @Test
  @DisplayName("a value that Gson cannot write is an EncodeException that names it")
  void noEncoding() {
    assertThatThrownBy(() -> codec.encode(event(Arguments.event("e", Thread.currentThread()))))
        .isInstanceOf(EncodeException.class)
        .hasMessageStartingWith("argument 0 of the event e cannot be encoded: ");
    assertThatThrownBy(() -> codec.encode(event(Arguments.none())))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(
            () -> codec.encode(Packet.of(PacketType.EVENT, "/a,b", Arguments.event("e"))))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> codec.encode(Packet.of(PacketType.CONNECT, "/", Arguments.of(1, 2))))
        .isInstanceOf(EncodeException.class);
  }

  @Test
  @DisplayName("SIO-4 what a client sent is sent on unchanged")
  void forwarding() {
    PacketDecoder decoder = codec.decoder(CodecLimits.defaults());
    String text =
        "2/a,1[\"e\",{\"a\":null,\"b\":[1,1.5,\"\u2028\"]},9223372036854775807,true,null]";
    assertThat(encode(decoder.text(text).orElseThrow())).containsExactly(text);

    String binary = "51-[\"e\",{\"x\":{\"_placeholder\":true,\"num\":0}}]";
    decoder.text(binary);
    Packet packet = decoder.binary(ByteBuffer.wrap(new byte[] {1})).orElseThrow();
    assertThat(encode(packet)).containsExactly(binary, "binary:01");
    assertThat(encode(Arguments.of(packet.data().toList().toArray())))
        .containsExactly(binary, "binary:01");
  }

  @Test
  @DisplayName("many threads encode at once")
  void threads() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Callable<List<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] bytes = {(byte) i};
        tasks.add(() -> encode(Arguments.event("e", new Picture("p", bytes, null))));
      }
      int i = 0;
      for (Future<List<String>> result : executor.invokeAll(tasks)) {
        assertThat(result.get()).hasSize(2).last().isEqualTo("binary:%02x".formatted(i++));
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private interface Writing {
    void write(JsonWriter out) throws IOException;
  }

  private static void assertBroken(Writing writing) {
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Person.class,
                new TypeAdapter<Person>() {
                  @Override
                  public void write(JsonWriter out, Person value) throws IOException {
                    writing.write(out);
                  }

                  @Override
                  public Person read(JsonReader in) {
                    throw new UnsupportedOperationException();
                  }
                })
            .create();
    JsonCodec broken = new JsonCodec(gson);

    assertThatThrownBy(
            () -> broken.encode(event(Arguments.event("e", new Person("", 0, null), "x"))))
        .isInstanceOf(EncodeException.class);
  }

  private static org.junit.jupiter.params.provider.Arguments gives(Object value, String json) {
    return org.junit.jupiter.params.provider.Arguments.of(value, json);
  }

  private static Packet event(Arguments data) {
    return Packet.of(PacketType.EVENT, "/", data);
  }

  private List<String> encode(Arguments data) {
    return encode(event(data));
  }

  private List<String> encode(Packet packet) {
    return Neutrals.readable(codec.encode(packet));
  }
}
