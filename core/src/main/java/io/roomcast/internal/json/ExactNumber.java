package io.roomcast.internal.json;

import io.roomcast.spi.codec.NeutralNumber;
import java.io.Serial;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number with a fraction or an exponent that its double does not say exactly, as the client wrote
 * it. Only a conversion sees it, and who sends it on; its neutral form is what {@link
 * NeutralNumber} makes of it.
 */
final class ExactNumber extends Number {
  @Serial private static final long serialVersionUID = 1L;

  private static final int DIGITS_OF_DOUBLE = 15; // as many survive in any double
  private static final int MAX_EXPONENT = 400; // beyond it the digits would be for nothing but CPU

  private final String text;
  private final Number neutral;

  private ExactNumber(String text, Number neutral) {
    this.text = text;
    this.neutral = neutral;
  }

  /** A number in JSON's notation, of limited length: its neutral form if that loses nothing. */
  static Number of(String text) {
    Number neutral = NeutralNumber.parse(text);
    boolean isExact =
        neutral instanceof Double rounded
            ? !losesDigits(text, rounded)
            : !(neutral instanceof BigDecimal); // which might not write it as the client did
    return isExact ? neutral : new ExactNumber(text, neutral);
  }

  /** A value as the application may see it. */
  static @Nullable Object neutral(@Nullable Object value) {
    return value instanceof Number number ? neutral(number) : value;
  }

  /** The same of a number. */
  static Number neutral(Number number) {
    return number instanceof ExactNumber exact ? exact.neutral : number;
  }

  private static boolean losesDigits(String text, double rounded) {
    int digits = 0;
    int first = -1;
    int last = -1;
    int at = 0;
    for (; at < text.length() && text.charAt(at) != 'e' && text.charAt(at) != 'E'; at++) {
      char c = text.charAt(at);
      if (c >= '1' && c <= '9') {
        first = first < 0 ? digits : first;
        last = digits;
      }
      if (c >= '0' && c <= '9') {
        digits++;
      }
    }
    boolean isZero = first < 0;
    boolean inRange = Math.abs(rounded) >= Double.MIN_NORMAL;
    return !isZero
        && (!inRange || last - first >= DIGITS_OF_DOUBLE)
        && exponent(text, at + 1) <= MAX_EXPONENT;
  }

  /** Without its sign, and no larger than it matters. */
  private static int exponent(String text, int from) {
    int exponent = 0;
    for (int i = from; i < text.length() && exponent <= MAX_EXPONENT; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        exponent = exponent * 10 + (c - '0');
      }
    }
    return exponent;
  }

  BigDecimal decimal() {
    return neutral instanceof BigDecimal exact ? exact : new BigDecimal(text);
  }

  @Override
  public int intValue() {
    return decimal().intValue();
  }

  @Override
  public long longValue() {
    return decimal().longValue();
  }

  @Override
  public float floatValue() {
    return Float.parseFloat(text);
  }

  @Override
  public double doubleValue() {
    return neutral.doubleValue();
  }

  @Override
  public String toString() {
    return text;
  }
}
