package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.annotations.SerializedName;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.ConversionException;
import io.roomcast.spi.codec.PacketDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"ArrayRecordComponent", "JavaUtilDate"}) // what applications write
class ConversionTest {
  private static final String IMAGE = "{\"_placeholder\":true,\"num\":0}";

  enum Suit {
    HEARTS,
    @SerializedName("spade")
    SPADES
  }

  record Order(String id, int count, Integer discount, List<String> lines) {}

  record Picture(String name, byte[] content) {}

  record Album(Map<String, List<Picture>> byTopic, ByteBuffer cover, Optional<byte[]> back) {}

  record Node(Node next) {}

  record Checked(String name) {
    Checked {
      if (name == null) {
        throw new IllegalArgumentException("a name, please");
      }
    }
  }

  record Loose(Object anything) {}

  record Parsed(UUID uuid, Date date, Instant instant, URI uri, char chr, int name) {}

  static final class Account {
    String owner = "nobody";
    long cents;
    transient String secret;
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> fitting() {
    return Stream.of(
        fits("12", int.class, 12),
        fits("12", Integer.class, 12),
        fits("12.0", int.class, 12),
        fits("1.2e1", long.class, 12L),
        fits("-128", byte.class, (byte) -128),
        fits("32767", Short.class, (short) 32767),
        fits("2147483647", int.class, Integer.MAX_VALUE),
        fits("9223372036854775807", long.class, Long.MAX_VALUE),
        fits("12", double.class, 12.0),
        fits("1.5", Double.class, 1.5),
        fits("0.1", float.class, 0.1f),
        fits("0.1", BigDecimal.class, new BigDecimal("0.1")),
        fits("100000000000000000000", BigInteger.class, BigInteger.TEN.pow(20)),
        fits("\"x\"", String.class, "x"),
        fits("\"x\"", char.class, 'x'),
        fits("true", boolean.class, true),
        fits("false", Boolean.class, false),
        fits("\"HEARTS\"", Suit.class, Suit.HEARTS),
        fits("\"spade\"", Suit.class, Suit.SPADES),
        fits("\"http://a/b\"", URI.class, URI.create("http://a/b")),
        fits("\"00000000-0000-0001-0000-000000000002\"", UUID.class, new UUID(1, 2)),
        fits("\"2026-01-02T03:04:05.006Z\"", Date.class, new Date(1767323045006L)),
        fits("\"2026-01-02T03:04:05.006Z\"", Instant.class, Instant.ofEpochMilli(1767323045006L)),
        fits("[1,2]", new TypeToken<List<Integer>>() {}.getType(), List.of(1, 2)),
        fits("[\"a\",\"a\"]", new TypeToken<Set<String>>() {}.getType(), Set.of("a")),
        fits("[1,\"a\",[1.5]]", List.class, List.of(1L, "a", List.of(1.5))),
        fits("{\"a\":[1]}", Map.class, Map.of("a", List.of(1L))),
        fits(
            "{\"a\":{\"b\":1}}",
            new TypeToken<Map<String, Object>>() {}.getType(),
            Map.of("a", Map.of("b", 1L))),
        fits(
            "{\"a\":1}",
            new TypeToken<Map<String, ? extends Integer>>() {}.getType(),
            Map.of("a", 1)),
        fits("{\"1\":\"x\"}", new TypeToken<Map<Integer, String>>() {}.getType(), Map.of(1, "x")),
        fits(
            "{\"2\":\"y\",\"1\":\"x\"}",
            new TypeToken<TreeMap<Long, String>>() {}.getType(),
            new TreeMap<>(Map.of(1L, "x", 2L, "y"))),
        fits(
            "{\"HEARTS\":1}",
            new TypeToken<EnumMap<Suit, Integer>>() {}.getType(),
            new EnumMap<>(Map.of(Suit.HEARTS, 1))),
        fits("5", new TypeToken<Optional<Integer>>() {}.getType(), Optional.of(5)),
        fits("null", new TypeToken<Optional<Integer>>() {}.getType(), Optional.empty()),
        fits("null", String.class, null),
        fits("null", int.class, null),
        fits("null", Order.class, null),
        fits("1", Object.class, 1L),
        fits("{\"a\":null}", Object.class, mapOfNull()),
        fits(
            "{\"id\":\"a\",\"count\":2,\"discount\":null,\"lines\":[\"x\"],\"more\":[{}]}",
            Order.class,
            new Order("a", 2, null, List.of("x"))));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("values become the types that they fit")
  void fitting(String json, Type type, Object expected) {
    assertThat(argument(json).get(1, type)).isEqualTo(expected);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> unfitting() {
    return Stream.of(
        misfits("\"12\"", int.class, "argument 0 is a string, not a number that fits int"),
        misfits("\"12\"", Long.class, "a string, not a number that fits java.lang.Long"),
        misfits("1.5", int.class, "argument 0 is a number, not a number that fits int"),
        misfits("2147483648", int.class, "a number that fits int"),
        misfits("-2147483649", Integer.class, "a number that fits java.lang.Integer"),
        misfits("128", byte.class, "a number that fits byte"),
        misfits("255", Byte.class, "a number that fits java.lang.Byte"),
        misfits("40000", short.class, "a number that fits short"),
        misfits("9223372036854775808", long.class, "a number that fits long"),
        misfits("1e30", long.class, "a number that fits long"),
        misfits("1e400", double.class, "a number that fits double"),
        misfits("1e39", float.class, "a number that fits float"),
        misfits("1.5", BigInteger.class, "a number that fits java.math.BigInteger"),
        misfits("\"1\"", BigDecimal.class, "a number that fits java.math.BigDecimal"),
        misfits("true", int.class, "argument 0 is a boolean, not a number that fits int"),
        misfits("1", String.class, "argument 0 is a number, not a string"),
        misfits("true", String.class, "argument 0 is a boolean, not a string"),
        misfits("{}", String.class, "argument 0 is an object, not a string"),
        misfits("[]", String.class, "argument 0 is an array, not a string"),
        misfits("1", char.class, "a number, not a string"),
        misfits("\"xy\"", char.class, "argument 0 is a string that does not fit char"),
        misfits("\"true\"", boolean.class, "argument 0 is a string, not a boolean"),
        misfits("1", Boolean.class, "argument 0 is a number, not a boolean"),
        misfits("\"CLUBS\"", Suit.class, "a string, not a constant of"),
        misfits("0", Suit.class, "a number, not a constant of"),
        misfits("\"x\"", UUID.class, "a string that does not fit java.util.UUID"),
        misfits("1", Instant.class, "a number, not a time in ISO 8601"),
        misfits("\"yesterday\"", Instant.class, "a string, not a time in ISO 8601"),
        misfits("[]", Order.class, "argument 0 is an array that does not fit"),
        misfits("\"x\"", Order.class, "argument 0 is a string that does not fit"),
        misfits("{}", List.class, "argument 0 is an object that does not fit"),
        misfits("[]", Map.class, "argument 0 is an array, not an object"),
        misfits("[1]", byte[].class, "argument 0 is an array, not binary"),
        misfits("\"AQ==\"", ByteBuffer.class, "argument 0 is a string, not binary"),
        misfits("{\"count\":null}", Order.class, "that does not fit"),
        misfits(
            "{\"count\":\"1\"}",
            Order.class,
            "Order: $.count is a string, not a number that fits int"),
        misfits("{\"lines\":[\"a\",1]}", Order.class, "$.lines[1] is a number, not a string"),
        misfits("{\"name\":null}", Checked.class, "argument 0 is an object that does not fit"),
        misfits(
            "{\"x\":1}",
            new TypeToken<Map<Integer, Integer>>() {}.getType(),
            "a key, not a number"),
        misfits("{}", Runnable.class, "that does not fit java.lang.Runnable"),
        misfits("{}", Thread.class, "that does not fit java.lang.Thread"));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("no silent coercion: another kind of value, a fraction, an overflow is an error")
  void unfitting(String json, Type type, String message) {
    assertThatThrownBy(() -> argument(json).get(1, type))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining(message);
  }

  @Test
  @DisplayName("a message names kinds and places, never what a client sent")
  void noSecrets() {
    for (Type type :
        List.of(
            int.class,
            Suit.class,
            UUID.class,
            Order.class,
            new TypeToken<Map<String, Integer>>() {}.getType(),
            new TypeToken<Map<Integer, String>>() {}.getType(),
            new TypeToken<List<Map<String, Order>>>() {}.getType())) {
      for (String json :
          List.of(
              "\"secret\"",
              "{\"secret\":\"secret\"}",
              "{\"1\":{\"secret\":1}}",
              "[{\"secret\":{\"lines\":[1]}}]")) {
        ConversionException exception =
            catchThrowableOfType(ConversionException.class, () -> argument(json).get(1, type));
        if (exception != null) {
          assertThat(exception.getMessage()).doesNotContain("secret");
        }
      }
    }
    assertThatThrownBy(
            () ->
                argument("[{\"secret\":{\"lines\":[1]}}]")
                    .get(1, new TypeToken<List<Map<String, Order>>>() {}.getType()))
        .hasMessageContaining("$[0].* is a number, not a string");
  }

  @Test
  @DisplayName("the name of an event, and the values of an ack, are named as such")
  void labels() {
    assertThatThrownBy(() -> argument("1").get(0, int.class))
        .hasMessage("the event name is a string, not a number that fits int");
    Arguments ack = decoder(new Gson()).text("31[\"a\"]").orElseThrow().data();
    assertThatThrownBy(() -> ack.get(0, int.class))
        .hasMessage("argument 0 is a string, not a number that fits int");
    assertThatThrownBy(() -> ack.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> ack.get(1, int.class)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @DisplayName("a missing record component is null, or zero if primitive")
  void missingComponents() {
    assertThat(argument("{}").get(1, Order.class)).isEqualTo(new Order(null, 0, null, null));
    assertThatThrownBy(() -> argument("{}").get(1, Checked.class))
        .isInstanceOf(ConversionException.class)
        .hasRootCauseMessage("a name, please");
  }

  @Test
  @DisplayName("a missing field of a class keeps its default")
  void missingFields() {
    Account account = (Account) argument("{\"cents\":5,\"secret\":\"x\"}").get(1, Account.class);

    assertThat(account.owner).isEqualTo("nobody");
    assertThat(account.cents).isEqualTo(5);
    assertThat(account.secret).isNull();
  }

  @Test
  @DisplayName("SIO-4 attachments at any depth become byte[] and ByteBuffer")
  void attachments() {
    Arguments data =
        binary(
            "{\"byTopic\":{\"a\":[{\"name\":\"x\",\"content\":"
                + IMAGE
                + "}]},\"cover\":"
                + IMAGE
                + ",\"back\":"
                + IMAGE
                + "}");

    Album album = (Album) data.get(1, Album.class);

    assertThat(album.byTopic().get("a").get(0).content()).isEqualTo(new byte[] {1, 2});
    assertThat(album.cover()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(album.back().orElseThrow()).isEqualTo(new byte[] {1, 2});
    assertThat(binary(IMAGE).get(1, byte[].class)).isEqualTo(new byte[] {1, 2});
    assertThat(binary(IMAGE).get(1, Object.class)).isEqualTo(new byte[] {1, 2});
    assertThat((List<?>) binary("[" + IMAGE + "]").get(1, List.class))
        .first()
        .isEqualTo(new byte[] {1, 2});
    assertThat((byte[][]) binary("[" + IMAGE + "]").get(1, byte[][].class))
        .isEqualTo(new byte[][] {{1, 2}});
    assertThat(
            Neutrals.comparable(
                binary("{\"a\":{\"b\":" + IMAGE + "}}")
                    .get(1, new TypeToken<HashMap<String, Object>>() {}.getType())))
        .isEqualTo(Map.of("a", Map.of("b", ByteBuffer.wrap(new byte[] {1, 2}))));
  }

  @Test
  @DisplayName("a converted attachment is the receiver's own")
  void copies() {
    Arguments data = binary(IMAGE);
    ((byte[]) data.get(1, byte[].class))[0] = 9;
    ((ByteBuffer) data.get(1, ByteBuffer.class)).put(0, (byte) 9);

    assertThat(data.get(1, byte[].class)).isEqualTo(new byte[] {1, 2});
  }

  @ParameterizedTest
  @CsvSource({
    "java.lang.String, 'binary, not a string'",
    "java.lang.Integer, 'binary, not a number that fits'",
    "java.lang.Double, 'binary, not a number that fits'",
    "java.lang.Number, 'binary, not a number that fits'",
    "java.math.BigDecimal, 'binary, not a number that fits'",
    "java.util.UUID, 'binary, not a string'",
    "java.util.BitSet, 'binary that does not fit'",
    "java.util.concurrent.atomic.AtomicInteger, 'binary that does not fit'"
  })
  @DisplayName("an attachment is nothing but binary")
  void attachmentAsAnotherType(String type, String message) throws Exception {
    assertThatThrownBy(() -> binary(IMAGE).get(1, Class.forName(type)))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":true,\"num\":0}",
        "\"binary\"",
        "{\"bytes\":[1]}",
        "\"\\u0000attachment\"",
        "0"
      })
  @DisplayName("SEC-4 nothing that a client writes in JSON is taken for an attachment")
  void forgery(String json) {
    assertThatThrownBy(() -> argument(json).get(1, byte[].class))
        .isInstanceOf(ConversionException.class)
        .hasMessageEndingWith("not binary");
  }

  @Test
  @DisplayName("a component of type Object is neutral, but cannot hold an attachment")
  void objectComponent() {
    assertThat(argument("{\"anything\":[1,1.5]}").get(1, Loose.class))
        .isEqualTo(new Loose(List.of(1L, 1.5)));
    assertThatThrownBy(() -> binary("{\"anything\":" + IMAGE + "}").get(1, Loose.class))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("declare it as byte[]");
  }

  @Test
  @DisplayName("SIO-17 the application's own adapters decide for their types")
  void ownAdapters() {
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Integer.class, (JsonDeserializer<Integer>) (json, type, context) -> 42)
            .registerTypeAdapter(
                Instant.class,
                (JsonDeserializer<Instant>)
                    (json, type, context) -> Instant.ofEpochSecond(json.getAsLong()))
            .registerTypeAdapter(
                Picture.class,
                (JsonDeserializer<Picture>)
                    (json, type, context) ->
                        new Picture(
                            "own",
                            context.deserialize(
                                json.getAsJsonObject().get("content"), byte[].class)))
            .create();

    assertThat(argument(gson, "\"x\"").get(1, Integer.class)).isEqualTo(42);
    assertThat(argument(gson, "7").get(1, Instant.class)).isEqualTo(Instant.ofEpochSecond(7));
    Picture picture = (Picture) binary(gson, "{\"content\":" + IMAGE + "}").get(1, Picture.class);
    assertThat(picture.content()).isEqualTo(new byte[] {1, 2});
  }

  @Test
  @DisplayName("a JSON tree of Gson's is a copy")
  void jsonTree() {
    Arguments data = argument("{\"a\":1}");
    JsonObject tree = (JsonObject) data.get(1, JsonObject.class);
    tree.addProperty("b", 2);

    assertThat(data.get(1, JsonElement.class)).hasToString("{\"a\":1}");
    assertThat(data.get(1)).isEqualTo(Map.of("a", 1L));
  }

  @Test
  @DisplayName("whatever fails in a conversion is a ConversionException, a full stack included")
  void failures() {
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Order.class,
                (JsonDeserializer<Order>)
                    (json, type, context) -> {
                      throw new StackOverflowError();
                    })
            .registerTypeAdapter(
                Node.class,
                (JsonDeserializer<Node>)
                    (json, type, context) -> {
                      throw new UnsupportedOperationException("no nodes");
                    })
            .create();

    assertThatThrownBy(() -> argument(gson, "{}").get(1, Order.class))
        .isInstanceOf(ConversionException.class)
        .hasCauseInstanceOf(StackOverflowError.class);
    assertThatThrownBy(() -> argument(gson, "{}").get(1, Node.class))
        .isInstanceOf(ConversionException.class)
        .hasRootCauseMessage("no nodes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"secret\"",
        "{\"name\":\"secret\"}",
        "{\"uuid\":\"secret\"}",
        "{\"date\":\"secret\"}",
        "{\"instant\":\"secret\"}",
        "{\"uri\":\"secret secret\"}",
        "{\"secret\":1,\"chr\":\"secret\"}"
      })
  @DisplayName("nor does what is behind the exception quote a client")
  void noSecretsInCauses(String json) {
    for (Type type : List.of(UUID.class, Parsed.class, Instant.class, Date.class)) {
      assertThatThrownBy(() -> argument(json).get(1, type))
          .isInstanceOf(ConversionException.class)
          .satisfies(
              exception -> {
                StringWriter trace = new StringWriter();
                exception.printStackTrace(new PrintWriter(trace));
                assertThat(trace.toString()).doesNotContain("secret");
              });
    }
  }

  @Test
  @DisplayName("what is wrong with a class, whatever the client sent, is told")
  void causesOfTypes() {
    for (Class<?> type : List.of(Runnable.class, Thread.class)) {
      assertThatThrownBy(() -> argument("{}").get(1, type))
          .isInstanceOf(ConversionException.class)
          .hasCauseInstanceOf(JsonIOException.class)
          .cause()
          .hasMessageContaining(type.getName());
    }
  }

  @Test
  @DisplayName("a message is short, however long the names that a client chose")
  void shortMessages() {
    String name = "x".repeat(100_000);
    assertThatThrownBy(
            () ->
                argument("{\"" + name + "\":1}")
                    .get(1, new TypeToken<Map<String, String>>() {}.getType()))
        .isInstanceOf(ConversionException.class)
        .message()
        .hasSizeLessThan(1000);
    TypeAdapter<Integer> integers = GsonSettings.of(new Gson()).gson().getAdapter(Integer.class);
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                Loose.class,
                new TypeAdapter<Loose>() {
                  @Override
                  public void write(JsonWriter out, Loose value) {}

                  @Override
                  public Loose read(JsonReader in) throws IOException {
                    in.beginObject();
                    assertThat(in.nextName()).isEqualTo(name);
                    return new Loose(integers.read(in));
                  }
                })
            .create();
    assertThatThrownBy(() -> argument(gson, "{\"" + name + "\":\"a\"}").get(1, Loose.class))
        .isInstanceOf(ConversionException.class)
        .hasMessageContaining("$.xxx")
        .hasMessageContaining("… is a string")
        .message()
        .hasSizeLessThan(1000);
  }

  static Stream<org.junit.jupiter.params.provider.Arguments> repeated() {
    return Stream.of(
        org.junit.jupiter.params.provider.Arguments.of("1", Integer.class),
        org.junit.jupiter.params.provider.Arguments.of("\"HEARTS\"", Suit.class),
        org.junit.jupiter.params.provider.Arguments.of("{\"anything\":1}", Loose.class),
        org.junit.jupiter.params.provider.Arguments.of(
            "{}", new TypeToken<Map<String, Integer>>() {}.getType()),
        org.junit.jupiter.params.provider.Arguments.of(IMAGE, byte[].class));
  }

  @ParameterizedTest
  @MethodSource
  @Timeout(60) // a path per value would copy 100 GB
  @DisplayName("SEC-18 many values under a name of a megabyte do not cost its length each")
  void repeated(String value, Type type) {
    int count = 100_000;
    String name = "k".repeat(1_000_000);
    PacketDecoder decoder =
        new JsonCodec(new Gson())
            .decoder(
                CodecLimits.defaults().withMaxValues(2_000_000).withMaxPacketBytes(20_000_000));
    decoder.text("51-[\"e\",{\"" + name + "\":[" + value + ("," + value).repeat(count - 1) + "]}]");
    Arguments data = decoder.binary(ByteBuffer.wrap(new byte[1])).orElseThrow().data();

    Type list = TypeToken.getParameterized(List.class, type).getType();
    Map<?, ?> map =
        (Map<?, ?>)
            data.get(1, TypeToken.getParameterized(Map.class, String.class, list).getType());

    assertThat((List<?>) map.get(name)).hasSize(count);
  }

  @Test
  @DisplayName("SEC-18 a client does not choose what this host looks up")
  void noLookups() {
    for (Class<?> type : List.of(InetAddress.class, Inet4Address.class, URL.class)) {
      for (Type wanted : List.of(type, TypeToken.getParameterized(Set.class, type).getType())) {
        String json = "\"http://host.invalid\"";
        assertThatThrownBy(() -> argument(wanted == type ? json : "[" + json + "]").get(1, wanted))
            .isInstanceOf(ConversionException.class)
            .hasMessageContaining("a string, not a " + type.getName() + ", which would look up");
      }
      assertThat(argument("null").get(1, type)).isNull();
    }
    Gson gson =
        new GsonBuilder()
            .registerTypeAdapter(
                InetAddress.class,
                (JsonDeserializer<InetAddress>)
                    (json, type, context) -> InetAddress.getLoopbackAddress())
            .create();
    assertThat(argument(gson, "\"x\"").get(1, InetAddress.class))
        .isEqualTo(InetAddress.getLoopbackAddress());
  }

  @Test
  @DisplayName("SEC-18 a type that nests in itself is as deep as the limit allows")
  void recursiveType() {
    String deep = "{\"next\":".repeat(900) + "null" + "}".repeat(900);
    Arguments data =
        new JsonCodec(new Gson())
            .decoder(CodecLimits.defaults().withMaxDepth(1000))
            .text("2[\"a\"," + deep + "]")
            .orElseThrow()
            .data();

    int depth = 0;
    for (Node node = (Node) data.get(1, Node.class); node != null; node = node.next()) {
      depth++;
    }
    assertThat(depth).isEqualTo(900);
  }

  private static Map<String, Object> mapOfNull() {
    Map<String, Object> map = new HashMap<>();
    map.put("a", null);
    return map;
  }

  private static org.junit.jupiter.params.provider.Arguments fits(
      String json, Type type, Object expected) {
    return org.junit.jupiter.params.provider.Arguments.of(json, type, expected);
  }

  private static org.junit.jupiter.params.provider.Arguments misfits(
      String json, Type type, String message) {
    return org.junit.jupiter.params.provider.Arguments.of(json, type, message);
  }

  private static PacketDecoder decoder(Gson gson) {
    return new JsonCodec(gson).decoder(CodecLimits.defaults());
  }

  private static Arguments argument(String json) {
    return argument(new Gson(), json);
  }

  private static Arguments argument(Gson gson, String json) {
    return decoder(gson).text("2[\"event\"," + json + "]").orElseThrow().data();
  }

  private static Arguments binary(String json) {
    return binary(new Gson(), json);
  }

  private static Arguments binary(Gson gson, String json) {
    PacketDecoder decoder = decoder(gson);
    decoder.text("51-[\"event\"," + json + "]");
    return decoder.binary(ByteBuffer.wrap(new byte[] {1, 2})).orElseThrow().data();
  }
}
