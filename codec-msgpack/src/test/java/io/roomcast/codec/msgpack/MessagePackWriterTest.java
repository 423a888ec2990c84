package io.roomcast.codec.msgpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.codec.EncodeException;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePackWriterTest {

  private static String written(Consumer<MessagePackWriter> writing) {
    MessagePackWriter out = new MessagePackWriter();
    writing.accept(out);
    return Samples.hex(out.toByteArray());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "127, 7f",
    "128, cc80",
    "255, ccff",
    "256, cd0100",
    "65535, cdffff",
    "65536, ce00010000",
    "4294967295, ceffffffff",
    "4294967296, cf0000000100000000",
    "9223372036854775807, cf7fffffffffffffff",
    "-1, ff",
    "-32, e0",
    "-33, d0df",
    "-128, d080",
    "-129, d1ff7f",
    "-32768, d18000",
    "-32769, d2ffff7fff",
    "-2147483648, d280000000",
    "-2147483649, d3ffffffff7fffffff",
    "-9223372036854775808, d38000000000000000"
  })
  @DisplayName("SIO-35 integers take their smallest form, whichever call brings them")
  void integers(long value, String hex) {
    assertThat(written(out -> out.integer(value))).isEqualTo(hex);
    assertThat(written(out -> out.decimal(Long.toString(value)))).isEqualTo(hex);
    if (Math.abs((double) value) < 0x1p53) {
      assertThat(written(out -> out.floating((double) value))).isEqualTo(hex);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 01",
    "-0.0, 00",
    "0e999999999, 00",
    "1e2, 64",
    "12.50e1, 7d",
    "100.00000000000000001, 64",
    "0.1, cb3fb999999999999a",
    "-1.5, cbbff8000000000000",
    "0.12345678901234567890, cb3fbf9add3746f65f",
    "1e-400, 00",
    "1e-999999999, 00"
  })
  @DisplayName("SIO-35 numbers below 2^53 without a form of their own become the nearest double")
  void decimals(String number, String hex) {
    assertThat(written(out -> out.decimal(number))).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({
    "9007199254740993, cf0020000000000001",
    "9007199254740993.0, cf0020000000000001",
    "-9.007199254740993e15, d3ffdfffffffffffff",
    "9223372036854775808, cf8000000000000000",
    "18446744073709551615, cfffffffffffffffff",
    "18446744073709552000, cb43f0000000000000",
    "1e21, cb444b1ae4d6e2ef50",
    "1e300, cb7e37e43c8800759c"
  })
  @DisplayName("SIO-35 larger ones are integers of 64 bits, or what a double says")
  void large(String number, String hex) {
    assertThat(written(out -> out.decimal(number))).isEqualTo(hex);
  }

  @ParameterizedTest
  @DisplayName("SIO-16 a large number that would lose a digit is refused, and one beyond doubles")
  @ValueSource(
      strings = {
        "9007199254740992.5",
        "-9007199254740993.0000000001",
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "1.0000000000000000000001e30",
        "1e400",
        "-1e309",
        "1e999999999"
      })
  void inexact(String number) {
    assertThatThrownBy(() -> written(out -> out.decimal(number)))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining(number.length() + " characters")
        .hasMessageEndingWith("send it as a string")
        .hasMessageNotContaining(number);
  }

  @Test
  @DisplayName("SIO-35 doubles: whole ones below 2^53 as integers, the others as they are")
  void doubles() {
    assertThat(written(out -> out.floating(0x1p53 - 1))).isEqualTo("cf001fffffffffffff");
    assertThat(written(out -> out.floating(0x1p53))).isEqualTo("cb4340000000000000");
    assertThat(written(out -> out.floating(-0x1p63))).isEqualTo("cbc3e0000000000000");
    assertThat(written(out -> out.floating(0x1p64))).isEqualTo("cb43f0000000000000");
    assertThat(written(out -> out.floating(Double.NaN))).isEqualTo("cb7ff8000000000000");
    assertThat(written(out -> out.floating(Double.NEGATIVE_INFINITY)))
        .isEqualTo("cbfff0000000000000");
  }

  @Test
  @DisplayName("SIO-35 text is UTF-8; half a surrogate pair becomes a replacement character")
  void text() {
    assertThat(written(out -> out.string("aé한👋"))).isEqualTo("aa61c3a9ed959cf09f918b");
    assertThat(written(out -> out.string("\ud83d"))).isEqualTo("a3efbfbd");
    assertThat(written(out -> out.string("\udc4b\ud83da"))).isEqualTo("a7efbfbdefbfbd61");
    assertThat(written(out -> out.string("\u07ff\u0800\uffff"))).isEqualTo("a8dfbfe0a080efbfbf");
  }

  @Test
  @DisplayName("SIO-36 undefined and times, for those who need them")
  void extensions() {
    assertThat(written(MessagePackWriter::undefined)).isEqualTo("d40000");
    assertThat(written(out -> out.time(Instant.ofEpochSecond(0xffffffffL))))
        .isEqualTo("d6ffffffffff");
    assertThat(written(out -> out.time(Instant.ofEpochSecond(1, 1))))
        .isEqualTo("d7ff0000000400000001");
    assertThat(written(out -> out.time(Instant.ofEpochSecond(0x100000000L))))
        .isEqualTo("d7ff0000000100000000");
    assertThat(written(out -> out.time(Instant.ofEpochSecond(-1, 5))))
        .isEqualTo("c70cff00000005ffffffffffffffff");
  }

  static Stream<Consumer<MessagePackWriter>> wrongOrders() {
    return Stream.of(
        MessagePackWriter::endArray,
        MessagePackWriter::endObject,
        out -> out.name("a"),
        MessagePackWriter::beginArray,
        out -> {
          out.beginArray();
          out.endObject();
        },
        out -> {
          out.beginArray();
          out.name("a");
        },
        out -> {
          out.beginObject();
          out.endArray();
        },
        out -> {
          out.beginObject();
          out.integer(1);
        },
        out -> {
          out.beginObject();
          out.name("a");
          out.name("b");
        },
        out -> {
          out.beginObject();
          out.name("a");
          out.endObject();
        });
  }

  @ParameterizedTest
  @MethodSource
  @DisplayName("SIO-35 calls in a wrong order make no MessagePack")
  void wrongOrders(Consumer<MessagePackWriter> wrong) {
    assertThatIllegalStateException().isThrownBy(() -> written(wrong));
  }

  @ParameterizedTest
  @DisplayName("SIO-16 times are written as JavaScript does, with six digits of unusual years")
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05.000Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "+10000-01-01T00:00:00Z, +010000-01-01T00:00:00.000Z",
    "-0001-12-31T00:00:00Z, -000001-12-31T00:00:00.000Z",
    "+275760-09-13T00:00:00Z, +275760-09-13T00:00:00.000Z",
  })
  void times(String time, String expected) {
    assertThat(IsoTime.format(Instant.parse(time))).isEqualTo(expected);
  }
}
