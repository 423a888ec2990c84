package io.roomcast.internal.json;

import java.math.BigInteger;

/**
 * Numbers in JSON's notation: in their neutral form where that loses nothing of what was written,
 * else an {@link ExactNumber}.
 */
final class NumberText {
  /** Characters of a number. The longest exact decimal notation of a double has about 1080. */
  static final int MAX_LENGTH = 1100;

  private NumberText() {}

  /** Whether all of a text is a number, however long. */
  static boolean isNumber(String text) {
    return end(text, 0) == text.length();
  }

  /** Where the number that begins here ends, or -1 if none does. */
  static int end(String text, int start) {
    int at = is(text, start, '-') ? start + 1 : start;
    int integer = at;
    at = is(text, at, '0') ? at + 1 : endOfDigits(text, at);
    if (at == integer) {
      return -1;
    }
    if (is(text, at, '.')) {
      int fraction = at + 1;
      at = endOfDigits(text, fraction);
      if (at == fraction) {
        return -1;
      }
    }
    if (is(text, at, 'e') || is(text, at, 'E')) {
      at++;
      int exponent = is(text, at, '+') || is(text, at, '-') ? at + 1 : at;
      at = endOfDigits(text, exponent);
      if (at == exponent) {
        return -1;
      }
    }
    return at;
  }

  /** A number of any class, as if it had been decoded. */
  static Number of(Number number) {
    if (number instanceof Long || number instanceof Double || number instanceof ExactNumber) {
      return number;
    } else if (number instanceof BigInteger whole) {
      return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }
    String text = number.toString();
    return text.length() <= MAX_LENGTH && isNumber(text)
        ? ExactNumber.of(text)
        : number.doubleValue();
  }

  private static int endOfDigits(String text, int start) {
    int at = start;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  private static boolean is(String text, int at, char c) {
    return at < text.length() && text.charAt(at) == c;
  }
}
