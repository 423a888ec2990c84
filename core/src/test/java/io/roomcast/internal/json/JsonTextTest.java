package io.roomcast.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.PacketDecoder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static final CodecLimits LIMITS = CodecLimits.defaults();

  static Stream<Arguments> valid() {
    return Stream.of(
        Arguments.of("0", 0L),
        Arguments.of("-0", 0L),
        Arguments.of("-12", -12L),
        Arguments.of("9223372036854775807", Long.MAX_VALUE),
        Arguments.of("-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("9223372036854775808", BigInteger.TWO.pow(63)),
        Arguments.of("-9223372036854775809", new BigInteger("-9223372036854775809")),
        Arguments.of("100000000000000000000", BigInteger.TEN.pow(20)),
        Arguments.of("100000000000000000000.0", 1e20),
        Arguments.of("1.0", 1.0),
        Arguments.of("1e3", 1000.0),
        Arguments.of("1E+3", 1000.0),
        Arguments.of("-1.5e-3", -0.0015),
        Arguments.of("1e400", new BigDecimal("1e400")),
        Arguments.of("1e-99999999999999999999", 0.0),
        Arguments.of("\"\"", ""),
        Arguments.of("\"\\u00e9\\ud83d\\ude00\\uD800\"", "\u00e9\ud83d\ude00\ud800"),
        Arguments.of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"),
        Arguments.of("\"\u2028\u2029\u007f\ufeff\"", "\u2028\u2029\u007f\ufeff"),
        Arguments.of("true", true),
        Arguments.of("false", false),
        Arguments.of("null", null),
        Arguments.of(" \t\r\n[ 1 , [ ] , { } ] ", List.of(1L, List.of(), Map.of())),
        Arguments.of("{\"a\" : 1,\"b\":2,\"a\":3}", Map.of("a", 3L, "b", 2L)),
        Arguments.of("{\"\":{\"__proto__\":1}}", Map.of("", Map.of("__proto__", 1L))));
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("JSON is read as JSON.parse reads it")
  void valid(String json, Object value) {
    assertThat(ExactNumber.neutral(JsonText.parse(json, 0, LIMITS))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nulll",
        "NULL",
        "True",
        "undefined",
        "NaN",
        "-NaN",
        "Infinity",
        "-Infinity",
        "01",
        "-01",
        "+1",
        ".5",
        "5.",
        "-",
        "--1",
        "1e",
        "1e+",
        "1.e1",
        "0x10",
        "1_000",
        "1f",
        "\u0661",
        "'a'",
        "a",
        "\"",
        "\"a",
        "\"\\",
        "\"\\u",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u\uff11\uff11\uff11\uff11\"",
        "\"\\x41\"",
        "\"\\'\"",
        "\"\t\"",
        "\"\n\"",
        "\"\u0000\"",
        "\"\\n\u001f\"",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "}",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":}",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "{\"a\"=1}",
        "{1:1}",
        "{\"a\":1]",
        "{\"a\":1;\"b\":2}",
        "1 2",
        "[] []",
        "[]x",
        "[]\u0000",
        "\ufeff[]",
        "\u00a0[]",
        "\u000b[]",
        "[] // c",
        "/**/[]",
        "#\n[]",
        ")]}'\n[]"
      })
  @DisplayName("what JSON.parse refuses is refused")
  void invalid(String json) {
    assertThatThrownBy(() -> JsonText.parse(json, 0, LIMITS))
        .isInstanceOf(DecodeException.class)
        .hasMessage("invalid payload");
  }

  @Test
  @DisplayName("of members with the same name the last counts, where the first stood")
  void duplicates() {
    Map<?, ?> map = (Map<?, ?>) JsonText.parse("{\"b\":1,\"a\":2,\"b\":null}", 0, LIMITS);

    assertThat(new ArrayList<>(map.keySet())).isEqualTo(List.of("b", "a"));
    assertThat(new ArrayList<>(map.values())).isEqualTo(Arrays.asList(null, 2L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", " [ "})
  @DisplayName("SEC-18 a megabyte of openings ends at the limit, not on the stack")
  void depthBomb(String opening) {
    String bomb = opening.repeat(1_000_000 / opening.length());
    PacketDecoder deepest = new JsonCodec(new Gson()).decoder(LIMITS.withMaxDepth(1000));

    assertThatThrownBy(() -> JsonText.parse(bomb, 0, LIMITS))
        .isInstanceOf(DecodeException.class)
        .hasMessage("payload nested too deeply");
    assertThatThrownBy(() -> deepest.text("2[\"a\"," + bomb))
        .isInstanceOf(DecodeException.class)
        .hasMessage("payload nested too deeply");
    assertThatThrownBy(() -> deepest.text("51-[\"a\"," + bomb))
        .isInstanceOf(DecodeException.class)
        .hasMessage("payload nested too deeply");
  }

  @Test
  @DisplayName("SEC-18 the limit of depth is exact, and counts what is open, not what was")
  void exactDepth() {
    assertThat(JsonText.parse("[[[]],[[]],{\"a\":[]}]", 0, LIMITS.withMaxDepth(3))).isNotNull();
    assertThatThrownBy(() -> JsonText.parse("[[[]]]", 0, LIMITS.withMaxDepth(2)))
        .hasMessage("payload nested too deeply");
    assertThatThrownBy(() -> JsonText.parse("[{\"a\":{}}]", 0, LIMITS.withMaxDepth(2)))
        .hasMessage("payload nested too deeply");
  }

  @Test
  @DisplayName("SEC-18 a number of more characters than any double needs is refused")
  void longNumber() {
    String longest = "9".repeat(NumberText.MAX_LENGTH);

    assertThat(JsonText.parse(longest, 0, LIMITS)).isEqualTo(new BigInteger(longest));
    assertThatThrownBy(() -> JsonText.parse(longest + "9", 0, LIMITS))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> JsonText.parse("0." + "1".repeat(1_000_000), 0, LIMITS))
        .isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> JsonText.parse("1e" + "1".repeat(1_000_000), 0, LIMITS))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  @DisplayName("SEC-18 the limit of values is exact, and counts containers and what is in them")
  void values() {
    String five = "[1,{\"a\":null,\"a\":\"x\"}]";

    assertThat(JsonText.parse(five, 0, LIMITS.withMaxValues(5))).isNotNull();
    assertThatThrownBy(() -> JsonText.parse(five, 0, LIMITS.withMaxValues(4)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("too many values");
    PacketDecoder decoder = new JsonCodec(new Gson()).decoder(LIMITS);
    String event = "2[\"a\"" + ",0".repeat(LIMITS.maxValues() - 2);
    assertThat(decoder.text(event + "]")).isPresent();
    assertThatThrownBy(() -> decoder.text(event + ",0]")).hasMessage("too many values");
  }
}
