package io.roomcast.internal.json;

import io.roomcast.spi.codec.NeutralNumber;
import java.math.BigDecimal;

/** Strings and numbers in the notation of {@code JSON.stringify}. */
final class JavaScriptText {
  private static final double PLAIN_FROM = 1e-3; // where Double.toString writes no exponent
  private static final double PLAIN_BELOW = 1e7;
  private static final int MAX_PLAIN_DIGITS = 21;
  private static final int MAX_LEADING_ZEROS = 6;
  private static final String HEX = "0123456789abcdef";

  private JavaScriptText() {}

  /** In quotes; nothing escaped but what must be, and halves of surrogate pairs. */
  static void appendString(StringBuilder out, String string) {
    out.append('"');
    int written = 0;
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (isPair(string, i)) {
        i++;
        continue;
      }
      out.append(string, written, i);
      appendEscaped(out, c);
      written = i + 1;
    }
    out.append(string, written, string.length()).append('"');
  }

  private static boolean isPair(String string, int index) {
    return index + 1 < string.length()
        && Character.isSurrogatePair(string.charAt(index), string.charAt(index + 1));
  }

  private static void appendEscaped(StringBuilder out, char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt(c >> shift & 0xf));
        }
      }
    }
  }

  /** As {@code Number.prototype.toString} writes it; null if it is not finite. */
  static void appendNumber(StringBuilder out, double number) {
    if (!Double.isFinite(number)) {
      out.append("null");
    } else if (number == (long) number && Math.abs(number) < 0x1p53) {
      out.append((long) number); // -0 is written as 0, too
    } else if (Math.abs(number) >= PLAIN_FROM && Math.abs(number) < PLAIN_BELOW) {
      out.append(number);
    } else {
      appendDigits(out, number);
    }
  }

  private static void appendDigits(StringBuilder out, double number) {
    BigDecimal decimal = NeutralNumber.decimal(Math.abs(number)).stripTrailingZeros();
    String digits = decimal.unscaledValue().toString();
    int point = digits.length() - decimal.scale(); // the value is 0.digits * 10^point
    if (number < 0) {
      out.append('-');
    }
    if (point > 0 && point <= MAX_PLAIN_DIGITS) {
      if (digits.length() <= point) {
        out.append(digits).append("0".repeat(point - digits.length()));
      } else {
        out.append(digits, 0, point).append('.').append(digits, point, digits.length());
      }
    } else if (point <= 0 && point > -MAX_LEADING_ZEROS) {
      out.append("0.").append("0".repeat(-point)).append(digits);
    } else {
      out.append(digits.charAt(0));
      if (digits.length() > 1) {
        out.append('.').append(digits, 1, digits.length());
      }
      out.append(point > 0 ? "e+" : "e").append(point - 1);
    }
  }
}
