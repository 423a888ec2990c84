package io.roomcast.spi.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What numbers become in neutral form, for whoever reads and writes them: none that is
 * 2<sup>53</sup> or larger, of either sign, loses a digit; smaller ones with a fraction are
 * doubles, as in JavaScript.
 *
 * <p>A {@code double} <em>says</em> the number as which Java and JavaScript write it: of those that
 * are nearest to it, the one with the fewest digits. So 1e23 is said by one, and 9007199254740993.0
 * is not. Thread-safe; nothing here blocks. Socket.IO has no counterpart: in JavaScript all numbers
 * are doubles.
 *
 * <pre>{@code
 * assertThat(NeutralNumber.parse("1e22")).isEqualTo(1e22);
 * assertThat(NeutralNumber.parse("9007199254740993.0")).hasToString("9007199254740993.0");
 * assertThat(NeutralNumber.narrowed("9007199254740993.5")).isEmpty();
 * }</pre>
 */
public final class NeutralNumber {
  private static final double EXACT_BELOW = 0x1p53;
  private static final int MAX_DIGITS = 1100; // in front of the point, however it is written

  /** Fewer characters than this are always a long. */
  private static final int LONG_LENGTH = Long.toString(Long.MAX_VALUE).length();

  /** Before, it often writes more digits of large numbers than are needed (JDK-4511638). */
  private static final boolean WRITES_FEWEST_DIGITS = Runtime.version().feature() >= 19;

  private static final int SURE_DIGITS = 15; // as many survive in any double
  private static final int MOST_DIGITS = 17; // as many tell any double from its neighbours

  private NeutralNumber() {}

  /**
   * Reads a number.
   *
   * @param number in the notation of JSON; the caller has limited its length
   * @return an integer, which is written without fraction and exponent, as a {@link Long} or where
   *     it is beyond that as a {@link BigInteger}; any other number as the nearest {@link Double},
   *     or as a {@link BigDecimal} where it is 2<sup>53</sup> or larger and its double does not say
   *     it
   * @throws NumberFormatException if it is no number
   * @throws DecodeException if it is written with an exponent, and 10<sup>1100</sup> or larger:
   *     whoever calculates with it would need room for all those digits
   */
  public static Number parse(String number) {
    if (isInteger(number)) {
      return integer(number);
    }
    double rounded = Double.parseDouble(number);
    if (Math.abs(rounded) < EXACT_BELOW) {
      return rounded;
    }
    BigDecimal exact = exact(number);
    return says(rounded, exact) ? (Number) rounded : exact;
  }

  /**
   * A number for a format that has integers of 64 bits and doubles, and nothing else.
   *
   * @param number in the notation of JSON, of limited length
   * @return a {@link Long}, a {@link BigInteger} of 64 bits without a sign, or a {@link Double}:
   *     the nearest to what is smaller than 2<sup>53</sup>, and what says what is larger. Empty if
   *     none of them does
   * @throws NumberFormatException if it is no number
   */
  public static Optional<Number> narrowed(String number) {
    double rounded = Double.parseDouble(number);
    if (Math.abs(rounded) < EXACT_BELOW) {
      return Optional.of(rounded);
    } else if (Double.isInfinite(rounded)) {
      return Optional.empty();
    }
    BigDecimal exact = new BigDecimal(number).stripTrailingZeros();
    if (exact.scale() <= 0) {
      BigInteger whole = exact.toBigIntegerExact();
      if (isLong(whole)) {
        return Optional.of(whole.longValue());
      } else if (whole.signum() > 0 && whole.bitLength() == Long.SIZE) {
        return Optional.of(whole);
      }
    }
    return says(rounded, exact) ? Optional.of(rounded) : Optional.empty();
  }

  /**
   * What a double says.
   *
   * @param number finite
   * @return the same on every version of Java
   * @throws NumberFormatException if it is not finite
   */
  public static BigDecimal decimal(double number) {
    BigDecimal written = new BigDecimal(Double.toString(number));
    if (WRITES_FEWEST_DIGITS
        || written.precision() <= SURE_DIGITS
        || Math.abs(number) < EXACT_BELOW) {
      return written;
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shorter = written;
    for (int digits = SURE_DIGITS; digits <= MOST_DIGITS; digits++) {
      shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shorter.doubleValue() == number) {
        break;
      }
    }
    return shorter;
  }

  private static boolean says(double rounded, BigDecimal exact) {
    return Double.isFinite(rounded) && decimal(rounded).compareTo(exact) == 0;
  }

  private static boolean isInteger(String number) {
    return number.indexOf('.') < 0 && number.indexOf('e') < 0 && number.indexOf('E') < 0;
  }

  private static Number integer(String number) {
    if (number.length() < LONG_LENGTH) {
      return Long.parseLong(number); // -0 becomes 0, as in JSON.stringify
    }
    BigInteger large = new BigInteger(number);
    return isLong(large) ? (Number) large.longValue() : large;
  }

  private static boolean isLong(BigInteger number) {
    return number.bitLength() < Long.SIZE;
  }

  private static BigDecimal exact(String number) {
    try {
      BigDecimal exact = new BigDecimal(number);
      if ((long) exact.precision() - exact.scale() <= MAX_DIGITS) {
        return exact;
      }
    } catch (NumberFormatException exponentBeyondAnInt) {
      // as below
    }
    throw new DecodeException("a number is too large");
  }
}
