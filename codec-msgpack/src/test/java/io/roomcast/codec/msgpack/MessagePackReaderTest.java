package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.spi.codec.PayloadBuilder;
import io.roomcast.spi.codec.ValueMapping;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePackReaderTest {
  private static final ValueMapping VALUES = Samples.mapping(new Gson());

  private static MessagePackReader reader(String hex) {
    return reader(hex, CodecLimits.defaults());
  }

  private static MessagePackReader reader(String hex, CodecLimits limits) {
    return new MessagePackReader(ByteBuffer.wrap(Samples.bytes(hex)), limits);
  }

  /** The value in neutral form. */
  private static Object read(String hex) {
    MessagePackReader in = reader("91" + hex);
    PayloadBuilder payload = VALUES.payload();
    in.read(payload);
    assertThat(in.remaining()).isZero();
    return payload.build(PacketType.ACK).get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "7f, 127",
    "e0, -32",
    "ff, -1",
    "cc ff, 255",
    "cd ffff, 65535",
    "ce ffffffff, 4294967295",
    "cf 0000000000000001, 1",
    "cf 7fffffffffffffff, 9223372036854775807",
    "d0 80, -128",
    "d0 7f, 127",
    "d1 8000, -32768",
    "d2 80000000, -2147483648",
    "d3 8000000000000000, -9223372036854775808",
    "d3 0000000000000005, 5"
  })
  @DisplayName("SIO-36 integers of every width")
  void integers(String hex, long value) {
    assertThat(read(hex)).isEqualTo(value);
    assertThat(reader(hex).next()).isEqualTo(MessagePackType.INTEGER);
    assertThat(reader(hex).number()).isEqualTo(value);
  }

  @Test
  @DisplayName("SIO-36 integers beyond a long are exact")
  void unsigned() {
    BigInteger largest = new BigInteger("18446744073709551615");
    assertThat(reader("cf ffffffffffffffff").number()).isEqualTo(largest);
    assertThat(read("cf ffffffffffffffff")).isEqualTo(largest);
    PayloadBuilder payload = VALUES.payload();
    reader("91 cf fffffffffffffffe").read(payload);
    assertThat(payload.build(PacketType.ACK).get(0)).isEqualTo(largest.subtract(BigInteger.ONE));
  }

  @Test
  @DisplayName("SIO-36 floating-point numbers of both widths")
  void floats() {
    assertThat(read("ca 3fc00000")).isEqualTo(1.5);
    assertThat(read("ca 3dcccccd")).isEqualTo((double) 0.1f);
    assertThat(read("cb 3ff8000000000000")).isEqualTo(1.5);
    assertThat(read("cb 3ff0000000000000")).isEqualTo(1.0);
    assertThat(read("cb 7ff8000000000000")).isEqualTo(Double.NaN);
    assertThat(reader("ca 3fc00000").next()).isEqualTo(MessagePackType.FLOAT);
  }

  @Test
  @DisplayName("SIO-36 strings of every width of length")
  void strings() {
    assertThat(read("a0")).isEqualTo("");
    assertThat(read("a1 61")).isEqualTo("a");
    assertThat(read("d9 02 c3a9")).isEqualTo("é");
    assertThat(read("da 0003 ed959c")).isEqualTo("한");
    assertThat(read("db 00000004 f09f918b")).isEqualTo("👋");
    assertThat(read("a3 efbfbd")).isEqualTo("\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a1 80",
        "a1 ff",
        "a2 c3 28",
        "a2 c0 80",
        "a3 eda080",
        "a4 f4908080",
        "a2 e2 82",
        "a3 efbf ff"
      })
  @DisplayName("SIO-38 a string that is not UTF-8 is refused")
  void malformedStrings(String hex) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(DecodeException.class)
        .hasMessage("a string is not valid UTF-8");
  }

  @Test
  @DisplayName("SIO-36 the same short text is one string, and no other text is taken for it")
  void recentTexts() {
    List<?> texts = (List<?>) read("95 a3616263 a3616263 a3617863 a0 a2c3a9");
    assertThat(texts.toArray()).containsExactly("abc", "abc", "axc", "", "é");
    assertThat(texts.get(0)).isSameAs(texts.get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c4 03 010203",
        "c5 0003 010203",
        "c6 00000003 010203",
        "c7 03 00 010203",
        "c8 0003 00 010203",
        "c9 00000003 00 010203"
      })
  @DisplayName("SIO-36 binary of every form")
  void binary(String hex) {
    assertThat((byte[]) read(hex)).containsExactly(1, 2, 3);
    assertThat(reader(hex).next()).isEqualTo(MessagePackType.BINARY);
    assertThat(reader(hex).binary()).containsExactly(1, 2, 3);
  }

  @Test
  @DisplayName("SIO-36 short forms of the legacy extension are binary, unless they mean more")
  void legacyExtension() {
    assertThat((byte[]) read("d5 00 0102")).containsExactly(1, 2);
    assertThat((byte[]) read("d6 00 01020304")).containsExactly(1, 2, 3, 4);
    assertThat((byte[]) read("d8 00 " + "07".repeat(16))).hasSize(16).containsOnly(7);
    assertThat((byte[]) read("c7 08 00 " + "07".repeat(8))).hasSize(8).containsOnly(7);
    assertThat(reader("d4 00 00").next()).isEqualTo(MessagePackType.UNDEFINED);
    assertThat(reader("d7 00 0000000000000000").next()).isEqualTo(MessagePackType.TIME);
  }

  @Test
  @DisplayName("SIO-36 what is undefined is null in an array, and absent in a map")
  void undefined() {
    assertThat(read("d4 00 00")).isNull();
    assertThat(read("92 d40000 01")).isEqualTo(Arrays.asList(null, 1L));
    assertThat(read("82 a161 d40000 a162 c0")).isEqualTo(Collections.singletonMap("b", null));
  }

  @ParameterizedTest
  @CsvSource({
    "d7 00 0000000000000000, 1970-01-01T00:00:00.000Z",
    "d7 00 0000019b7c8a0e0e, 2026-01-02T02:29:41.006Z",
    "d7 00 ffffffffffffffff, 1969-12-31T23:59:59.999Z",
    "d6 ff 00000001, 1970-01-01T00:00:01.000Z",
    "d6 ff ffffffff, 2106-02-07T06:28:15.000Z",
    "d7 ff 0000000400000001, 1970-01-01T00:00:01.000000001Z",
    "d7 ff 003d090000000001, 1970-01-01T00:00:01.001Z",
    "d7 ff 00000003ffffffff, 2514-05-30T01:53:03.000Z",
    "c7 0c ff 00000000 ffffffffffffffff, 1969-12-31T23:59:59.000Z",
    "c7 0c ff 3b9ac9ff 0000000000000000, 1970-01-01T00:00:00.999999999Z"
  })
  @DisplayName("SIO-36 times of every form are text of ISO 8601, as in JSON")
  void times(String hex, String text) {
    assertThat(read(hex)).isEqualTo(text);
    assertThat(reader(hex).time()).isEqualTo(Instant.parse(text));
  }

  @Test
  @DisplayName("SIO-36 a time fits an Instant, beyond the years of four digits, too")
  void typedTime() {
    PayloadBuilder payload = VALUES.payload();
    reader("92 d7 00 7fffffffffffffff d7 00 8000000000000000").read(payload);
    var times = payload.build(PacketType.ACK);
    assertThat(times.get(0, Instant.class)).isEqualTo(Instant.ofEpochMilli(Long.MAX_VALUE));
    assertThat(times.get(1, Instant.class)).isEqualTo(Instant.ofEpochMilli(Long.MIN_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c7 0c ff 3b9aca00 0000000000000000",
        "c7 0c ff 00000000 7fffffffffffffff",
        "c7 0c ff 3b9ac9ff 8000000000000000",
        "d7 ff ee6b280000000000"
      })
  @DisplayName("SIO-38 a time that does not exist is refused")
  void impossibleTimes(String hex) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(DecodeException.class)
        .hasMessage("a timestamp is out of range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c7 02 ff 0000",
        "d4 ff 00",
        "d8 ff 00000000000000000000000000000000",
        "d4 05 00",
        "c7 00 ff",
        "d5 80 0000",
        "c8 0001 7f 00"
      })
  @DisplayName("SIO-38 an extension that nobody knows is refused")
  void unknownExtensions(String hex) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("unknown MessagePack extension ");
  }

  @Test
  @DisplayName("SIO-36 containers of every width of length")
  void containers() {
    assertThat(read("90")).isEqualTo(List.of());
    assertThat(read("dc 0001 05")).isEqualTo(List.of(5L));
    assertThat(read("dd 00000001 05")).isEqualTo(List.of(5L));
    assertThat(read("80")).hasToString("{}");
    assertThat(read("81 a161 05")).hasToString("{a=5}");
    assertThat(read("de 0001 a161 05")).hasToString("{a=5}");
    assertThat(read("df 00000001 a161 05")).hasToString("{a=5}");
    assertThat(read("82 01 05 d1 ff38 06")).hasToString("{1=5, -200=6}");
    assertThat(read("82 a161 05 a161 06")).hasToString("{a=6}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"81 c0 01", "81 c3 01", "81 c401 61 01", "81 90 01", "81 cb3ff8000000000000 01"})
  @DisplayName("SIO-38 a key is a string or an integer")
  void keys(String hex) {
    assertThatThrownBy(() -> read(hex))
        .isInstanceOf(DecodeException.class)
        .hasMessageEndingWith(" instead of STRING");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cc",
        "cd 00",
        "ce 000000",
        "cf 00000000000000",
        "ca 000000",
        "cb 00000000000000",
        "a1",
        "d9",
        "d9 01",
        "da 00",
        "db 000000",
        "c4",
        "c4 01",
        "c5 00",
        "c6 000000",
        "d4",
        "d4 00",
        "d7 00 00",
        "c7",
        "c7 03",
        "c7 03 00",
        "c7 03 00 0102",
        "91",
        "92 01",
        "dc",
        "dc 0001",
        "81",
        "81 a161",
        "de 00",
        "df 000000",
        "d7 ff 00"
      })
  @DisplayName("SIO-38 what ends too early is refused")
  void cutOff(String hex) {
    assertThatThrownBy(() -> reader(hex).read(VALUES.payload()))
        .isInstanceOf(DecodeException.class)
        .hasMessage("invalid MessagePack: it ends too early");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db ffffffff",
        "c6 ffffffff",
        "dd ffffffff",
        "df ffffffff",
        "c9 ffffffff 00",
        "db 7fffffff",
        "dd 7fffffff",
        "df 7fffffff",
        "df 80000001 a161 01",
        "dd 00000003 01 01",
        "df 00000002 01 01 01"
      })
  @DisplayName("SEC-18 a length is nothing until the bytes are there: 4 GB that are announced only")
  void announced(String hex) {
    long before = allocated();
    assertThatThrownBy(() -> reader(hex).read(VALUES.payload()))
        .isInstanceOf(DecodeException.class)
        .hasMessage("invalid MessagePack: it ends too early");
    assertThat(allocated() - before).isLessThan(1_000_000);
  }

  private static long allocated() {
    var threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"91", "81a161", "dc0001", "81 01"})
  @DisplayName("SEC-18 ten thousand levels are refused, as is one more than the limit")
  void deep(String level) {
    String deep = level.repeat(10_000) + "c0";
    assertThatThrownBy(() -> reader(deep).read(VALUES.payload()))
        .isInstanceOf(DecodeException.class)
        .hasMessage("payload nested too deeply");
    CodecLimits limits = CodecLimits.defaults().withMaxDepth(1000);
    reader(level.repeat(1000) + "c0", limits).read(VALUES.payload());
    assertThatThrownBy(() -> reader(level.repeat(1001) + "c0", limits).read(VALUES.payload()))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  @DisplayName("SEC-18 what is passed over may be deep, but not of too many values")
  void skip() {
    MessagePackReader in = reader("91".repeat(10_000) + "c0" + "82 a161 d40000 a162 c40101" + "05");
    in.skip();
    in.skip();
    assertThat(in.number()).isEqualTo(5L);
    assertThat(in.remaining()).isZero();
    CodecLimits limits = CodecLimits.defaults().withMaxValues(3);
    reader("92 01 01", limits).skip();
    assertThatThrownBy(() -> reader("93 01 01 01", limits).skip())
        .isInstanceOf(DecodeException.class)
        .hasMessage("too many values");
  }

  @Test
  @DisplayName("SEC-18 values are counted: scalars, arrays and maps, but no keys")
  void values() {
    CodecLimits limits = CodecLimits.defaults().withMaxValues(4);
    reader("92 81 a161 c0 01", limits).read(VALUES.payload());
    assertThatThrownBy(() -> reader("93 81 a161 c0 01 01", limits).read(VALUES.payload()))
        .isInstanceOf(DecodeException.class)
        .hasMessage("too many values");
  }

  @Test
  @DisplayName("SIO-36 a reader reads on from where it is, of any buffer")
  void sequence() {
    ByteBuffer buffer = ByteBuffer.wrap(Samples.bytes("00 00 91 c3 a161 00 00"), 1, 5).slice();
    buffer.position(1);
    for (ByteBuffer bytes : List.of(buffer.duplicate(), buffer.asReadOnlyBuffer())) {
      MessagePackReader in = new MessagePackReader(bytes, CodecLimits.defaults());
      assertThat(in.remaining()).isEqualTo(4);
      assertThat(in.arrayHeader()).isEqualTo(1);
      assertThat(in.bool()).isTrue();
      assertThat(in.string()).isEqualTo("a");
      assertThat(in.remaining()).isZero();
    }
  }

  @Test
  @DisplayName("SIO-38 a value of another kind than the caller wants is refused")
  void otherKind() {
    assertThatThrownBy(() -> reader("01").string())
        .hasMessageContaining("INTEGER instead of STRING");
    assertThatThrownBy(() -> reader("a0").number())
        .hasMessageContaining("STRING instead of INTEGER");
    assertThatThrownBy(() -> reader("c0").arrayHeader()).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> reader("90").mapHeader()).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> reader("c0").bool()).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> reader("a0").binary()).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> reader("00").time()).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> reader("c1").next()).isInstanceOf(DecodeException.class);
  }
}
