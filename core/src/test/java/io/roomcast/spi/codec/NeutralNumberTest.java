package io.roomcast.spi.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A number in neutral form")
class NeutralNumberTest {

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of("0", 0L),
        Arguments.of("-0", 0L),
        Arguments.of("-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("9223372036854775808", BigInteger.TWO.pow(63)),
        Arguments.of("1.0", 1.0),
        Arguments.of("-0.0", -0.0),
        Arguments.of("0e999999999", 0.0),
        Arguments.of("1e-999999999", 0.0),
        Arguments.of("0.1234567890123456789", 0.12345678901234568),
        Arguments.of("9007199254740991.1", 9007199254740991.0),
        Arguments.of("9007199254740992.0", 0x1p53),
        Arguments.of("9007199254740992.1", new BigDecimal("9007199254740992.1")),
        Arguments.of("-9007199254740993.0", new BigDecimal("-9007199254740993.0")),
        Arguments.of("1e23", Double.valueOf("1e23")),
        Arguments.of("99999999999999991611392.0", new BigDecimal("99999999999999991611392.0")),
        Arguments.of("1.7976931348623157E308", Double.MAX_VALUE),
        Arguments.of("1.7976931348623158E308", new BigDecimal("1.7976931348623158E308")),
        Arguments.of("1e1099", new BigDecimal("1e1099")));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  @DisplayName("is an integer, a double, or has all digits from 2^53 on")
  void parsed(String number, Number neutral) {
    assertThat(NeutralNumber.parse(number)).isEqualTo(neutral);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e1100", "-12e1099", "1e999999999", "1e99999999999999999999"})
  @DisplayName("is refused where its digits would take room that nobody has sent")
  void tooLarge(String number) {
    assertThatThrownBy(() -> NeutralNumber.parse(number))
        .isInstanceOf(DecodeException.class)
        .hasMessage("a number is too large");
    assertThat(NeutralNumber.narrowed(number)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "1.5, 1.5",
    "0.1234567890123456789, 0.12345678901234568",
    "9007199254740993, 9007199254740993",
    "9007199254740993.000, 9007199254740993",
    "-9.223372036854775808e18, -9223372036854775808",
    "18446744073709551615, 18446744073709551615",
    "18446744073709552000, 1.8446744073709552E19",
    "1e23, 1.0E23",
    "100000000000000000000000, 1.0E23"
  })
  @DisplayName("is of 64 bits, or said by a double, where that is all that there is")
  void narrowed(String number, String narrowed) {
    Number expected =
        narrowed.contains(".") ? Double.valueOf(narrowed) : NeutralNumber.parse(narrowed);
    assertThat(NeutralNumber.narrowed(number)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9007199254740992.5",
        "18446744073709551616",
        "-9223372036854775809",
        "123456789012345678901234567890",
        "99999999999999991611392",
        "1e350"
      })
  @DisplayName("has no other form where neither is so")
  void notNarrowed(String number) {
    assertThat(NeutralNumber.narrowed(number)).isEmpty();
  }

  @Test
  @DisplayName("is the one with the fewest digits of those that are nearest to a double")
  void fewestDigits() {
    Random random = new Random(20261123);
    for (int i = 0; i < 20_000; i++) {
      int digits = 1 + random.nextInt(15);
      long mantissa = random.nextLong(1, BigInteger.TEN.pow(digits).longValueExact());
      BigDecimal given = new BigDecimal(mantissa + "e" + (random.nextInt(300) - 20));
      assertThat(NeutralNumber.decimal(given.doubleValue())).isEqualByComparingTo(given);
      double any = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(any)) {
        assertThat(NeutralNumber.decimal(any).doubleValue()).isEqualTo(any);
        assertThat(NeutralNumber.decimal(any).stripTrailingZeros().precision())
            .isLessThanOrEqualTo(17);
      }
    }
  }
}
