package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.EncodeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whole values between servers")
class NeutralCodecTest {
  private static final CodecLimits LIMITS = new CodecLimits(0, 10, 1_000, 50);

  private final NeutralCodec codec = new NeutralCodec(LIMITS);

  @Test
  @DisplayName("RED-19 survive JSON and MessagePack as they are")
  void there_and_back() {
    Random random = new Random(20261122);
    NeutralCodec wide = new NeutralCodec(new CodecLimits(0, 100, 1 << 20, 1 << 20));
    int asJson = 0;
    for (int i = 0; i < 5_000; i++) {
      Object value = random(random, 4);
      byte[] packed = wide.toMessagePack(value);
      assertThat(wide.toMessagePack(wide.fromMessagePack(ByteBuffer.wrap(packed))))
          .isEqualTo(packed);
      if (!NeutralCodec.hasBinary(value)) {
        asJson++;
        assertThat(wide.fromJson(wide.toJson(value))).isEqualTo(value);
        assertThat(wide.fromMessagePack(ByteBuffer.wrap(packed))).isEqualTo(value);
      }
    }
    assertThat(asJson).isGreaterThan(1_000);
  }

  /** Doubles are not whole here, since JavaScript and both formats know no difference. */
  private static Object random(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong() >> random.nextInt(64);
      case 3 -> random.nextInt() + 0.5;
      case 4 -> "text " + random.nextInt(100) + "\u0000\"\\\u2028\uD83D\uDC4B한글";
      case 5 -> random.nextDouble() * (random.nextBoolean() ? 1e-200 : 1e-3);
      case 6 -> new byte[random.nextInt(3)];
      case 7 ->
          Arrays.asList(
              random(random, depth - 1), random(random, depth - 1), random(random, depth - 1));
      default -> {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("a", random(random, depth - 1));
        members.put("", random(random, depth - 1));
        yield members;
      }
    };
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "9223372036854775808, 9223372036854775808",
    "-9223372036854775809, -9223372036854775809",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "1e20, 1.0E20",
    "0.1, 0.1",
    "-0, 0",
    "1e3, 1000.0",
    "5.0, 5.0",
    "9007199254740991.2, 9.007199254740991E15"
  })
  @DisplayName("RED-19 integers of JSON are exact, whatever their size; smaller fractions doubles")
  void numbers(String json, String value) {
    assertThat(codec.fromJson(json)).hasToString(String.valueOf(parsed(value)));
  }

  private static Object parsed(String value) {
    if (value.matches("-?\\d+")) {
      return new BigInteger(value);
    }
    return Double.valueOf(value);
  }

  @Test
  @DisplayName("RED-19 integers beyond a long are exact: in JSON all, in MessagePack of 64 bits")
  void large_integers() {
    BigInteger unsigned = new BigInteger("9223372036854775809");
    byte[] bytes = {(byte) 0xcf, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1};
    assertThat(codec.toMessagePack(unsigned)).isEqualTo(bytes);
    assertThat(codec.fromMessagePack(ByteBuffer.wrap(bytes))).isEqualTo(unsigned);
    assertThat(codec.toMessagePack(BigInteger.TEN)).isEqualTo(new byte[] {10});
    BigInteger larger = new BigInteger("-123456789012345678901234567890");
    for (Object value : List.of(unsigned, larger, Map.of("a", List.of(larger)))) {
      assertThat(codec.fromJson(codec.toJson(value))).isEqualTo(value);
    }
    assertThat(codec.fromJson(codec.toJson(BigInteger.TEN))).isEqualTo(10L);
    for (Object value : List.of(larger, Map.of("a", List.of(new byte[1], larger)))) {
      assertThatThrownBy(() -> codec.toMessagePack(value))
          .isInstanceOf(EncodeException.class)
          .hasMessageContaining("31 characters");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992.5",
        "-9007199254740993.0",
        "123456789012345678901234567890.25",
        "1E+350",
        "1.5E+1050"
      })
  @DisplayName("RED-19 a number from 2^53 on keeps its fraction, and its exponent: or is refused")
  void exact(String number) {
    BigDecimal exact = new BigDecimal(number);
    assertThat(codec.fromJson(number)).isEqualTo(exact);
    assertThat(codec.fromJson(codec.toJson(List.of(exact)))).isEqualTo(List.of(exact));
    if (number.endsWith(".0")) {
      assertThat(codec.fromMessagePack(ByteBuffer.wrap(codec.toMessagePack(exact))))
          .isEqualTo(exact.longValueExact());
    } else {
      assertThatThrownBy(() -> codec.toMessagePack(exact)).isInstanceOf(EncodeException.class);
    }
  }

  @Test
  @DisplayName("RED-19 a double stays the same in both forms, whatever its size")
  void large_doubles() {
    Random random = new Random(20261124);
    for (int i = 0; i < 5_000; i++) {
      Object large = random.nextDouble(0x1p53, 0x1p64) * (i % 2 == 0 ? 1 : 1e200);
      assertThat(codec.fromJson(codec.toJson(large))).isEqualTo(large);
      assertThat(codec.fromMessagePack(ByteBuffer.wrap(codec.toMessagePack(large))))
          .isEqualTo(large);
    }
  }

  @Test
  @DisplayName("RED-19 RED-33 what one server writes of an integer another reads, or it is refused")
  void longest_integers() {
    NeutralCodec wide = new NeutralCodec(new CodecLimits(0, 10, 10_000, 50));
    BigInteger longest = new BigInteger("9".repeat(1_000));
    assertThat(wide.fromJson(wide.toJson(longest))).isEqualTo(longest);
    assertThatThrownBy(() -> wide.toJson(BigInteger.TEN.pow(1_000)))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> wide.fromJson("1".repeat(1_001))).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> wide.toMessagePack(longest)).isInstanceOf(EncodeException.class);
  }

  @Test
  @DisplayName("RED-19 JSON is what JavaScript writes")
  void javascript() {
    assertThat(codec.toJson(Arrays.asList(5.0, Double.NaN, 1e300, "a\uD800b/<'", null, -7L)))
        .isEqualTo("[5,null,1.0E+300,\"a\\ud800b/<'\",null,-7]");
    assertThat(codec.fromJson("\"a\\ud800b\"")).isEqualTo("a\uD800b");
    assertThatThrownBy(() -> codec.toJson(List.of(new byte[1])))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> codec.toMessagePack(List.of(Instant.EPOCH)))
        .isInstanceOf(EncodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "nul",
        "NaN",
        "01",
        "1e1100",
        "-",
        "[1] 2",
        "'a'",
        "// comment\n1",
        "{\"a\":1;\"b\":2}",
        "\"\\x\"",
        "[,]",
        "Infinity"
      })
  @DisplayName("RED-33 JSON that is none is refused")
  void malformed_json(String json) {
    assertThatThrownBy(() -> codec.fromJson(json)).isInstanceOf(DecodeException.class);
  }

  @Test
  @DisplayName("RED-33 what is over a limit is refused, in both forms")
  void limits() {
    assertThat(codec.fromJson("[".repeat(10) + "]".repeat(10))).isInstanceOf(List.class);
    for (String json :
        List.of(
            "[".repeat(11) + "]".repeat(11),
            "[" + "1,".repeat(60) + "1]",
            " ".repeat(1_000) + "1",
            "1".repeat(1_200))) {
      assertThatThrownBy(() -> codec.fromJson(json)).isInstanceOf(DecodeException.class);
    }
    byte[] deep = new byte[12];
    Arrays.fill(deep, (byte) 0x91);
    deep[11] = 1;
    byte[] many = new byte[60];
    many[0] = (byte) 0xdc;
    many[2] = 57;
    byte[] trailing = {1, 2};
    for (byte[] bytes : List.of(deep, many, trailing, new byte[0], new byte[1_001])) {
      assertThatThrownBy(() -> codec.fromMessagePack(ByteBuffer.wrap(bytes)))
          .isInstanceOf(DecodeException.class);
    }
  }

  @Test
  @DisplayName("RED-33 what is written can be read with the same limits, or else is not written")
  void same_limits() {
    Random random = new Random(20261123);
    NeutralCodec wide = new NeutralCodec(new CodecLimits(0, 100, 1 << 20, 1 << 20));
    int refused = 0;
    for (int i = 0; i < 4_000; i++) {
      NeutralCodec narrow =
          new NeutralCodec(
              new CodecLimits(0, 1 + random.nextInt(4), random.nextInt(120), random.nextInt(12)));
      Object value = random(random, 4);
      byte[] packed = wide.toMessagePack(value);
      boolean readable = passes(() -> narrow.fromMessagePack(ByteBuffer.wrap(packed)));
      assertThat(passes(() -> narrow.toMessagePack(value))).isEqualTo(readable);
      refused += readable ? 0 : 1;
      if (!NeutralCodec.hasBinary(value)) {
        String json = wide.toJson(value);
        assertThat(passes(() -> narrow.toJson(value)))
            .as(json)
            .isEqualTo(passes(() -> narrow.fromJson(json)));
      }
    }
    assertThat(refused).isBetween(500, 3_500); // else this proves little
  }

  private static boolean passes(Runnable coding) {
    try {
      coding.run();
      return true;
    } catch (EncodeException | DecodeException overLimit) {
      return false;
    }
  }

  @Test
  @DisplayName("RED-33 the brackets that end a container are no values, in either form")
  void brackets_are_no_values() {
    NeutralCodec three = new NeutralCodec(new CodecLimits(0, 10, 100, 3));
    assertThat(three.fromJson("[[{}]]")).isEqualTo(List.of(List.of(Map.of())));
    assertThat(three.toJson(List.of(List.of(Map.of())))).isEqualTo("[[{}]]");
    assertThatThrownBy(() -> three.fromJson("[[{}],1]")).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> three.toJson(List.of(List.of(Map.of()), 1L)))
        .isInstanceOf(EncodeException.class)
        .hasMessage("more than 3 values");
  }
}
