package io.roomcast.internal.json;

import static io.roomcast.internal.json.Conversions.IMAGE;
import static io.roomcast.internal.json.Conversions.argument;
import static io.roomcast.internal.json.Conversions.binary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import io.roomcast.internal.json.Conversions.Account;
import io.roomcast.internal.json.Conversions.Checked;
import io.roomcast.internal.json.Conversions.Order;
import io.roomcast.internal.json.Conversions.Picture;
import io.roomcast.internal.json.Conversions.Suit;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.ConversionException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JavaUtilDate") // what applications write
class ConversionTest {
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
}
