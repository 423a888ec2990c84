package io.roomcast.internal.json;

import io.roomcast.spi.codec.DecodeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON into the neutral form, accepting what {@code JSON.parse} accepts and nothing else; of
 * equal names the last counts. One pass; recursion no deeper than the limit; numbers are read as
 * JavaScript reads them, so that long ones cost nothing: to a {@link Long} if it is an integer that
 * fits, else to the nearest {@link Double}.
 */
final class JsonText {
  /** Characters of a number. The longest exact decimal notation of a double has about 1080. */
  static final int MAX_NUMBER_LENGTH = 1100;

  private static final int LONG_LENGTH = Long.toString(Long.MIN_VALUE).length();

  private final String text;
  private final int maxDepth;
  private int at;
  private int depth;

  private JsonText(String text, int from, int maxDepth) {
    this.text = text;
    this.at = from;
    this.maxDepth = maxDepth;
  }

  /**
   * Parses the rest of a text.
   *
   * @throws DecodeException if it is no JSON value, or too deep
   */
  static @Nullable Object parse(String text, int from, int maxDepth) {
    JsonText parser = new JsonText(text, from, maxDepth);
    Object value = parser.value();
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw invalid();
    }
    return value;
  }

  static DecodeException invalid() {
    return new DecodeException("invalid payload");
  }

  /** Whether a text is a number in JSON's notation. */
  static boolean isNumber(String text) {
    JsonText parser = new JsonText(text, 0, 1);
    return parser.scanNumber() != NumberForm.NONE && parser.at == text.length();
  }

  /** The neutral form of a number of any class. */
  static Number number(Number number) {
    if (number instanceof Long || number instanceof Double) {
      return number;
    }
    String digits = number.toString();
    if (!isNumber(digits) || digits.length() > MAX_NUMBER_LENGTH) {
      return number.doubleValue();
    }
    return digits.indexOf('.') < 0 && digits.indexOf('e') < 0 && digits.indexOf('E') < 0
        ? integer(digits)
        : Double.parseDouble(digits);
  }

  private @Nullable Object value() {
    skipSpace();
    return switch (peek()) {
      case '"' -> string();
      case '[' -> array();
      case '{' -> object();
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private List<@Nullable Object> array() {
    enter();
    if (peekAfterSpace() == ']') {
      leave();
      return Collections.emptyList();
    }
    List<@Nullable Object> values = new ArrayList<>();
    while (true) {
      values.add(value());
      if (endsAfterValue(']')) {
        leave();
        return Collections.unmodifiableList(values);
      }
    }
  }

  private Map<String, @Nullable Object> object() {
    enter();
    if (peekAfterSpace() == '}') {
      leave();
      return Collections.emptyMap();
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    while (true) {
      if (peekAfterSpace() != '"') {
        throw invalid();
      }
      String name = string();
      if (peekAfterSpace() != ':') {
        throw invalid();
      }
      at++;
      members.put(name, value());
      if (endsAfterValue('}')) {
        leave();
        return Collections.unmodifiableMap(members);
      }
    }
  }

  private void enter() {
    if (++depth > maxDepth) {
      throw new DecodeException("payload nested too deeply");
    }
    at++;
  }

  private void leave() {
    depth--;
    at++;
  }

  private boolean endsAfterValue(char end) {
    char next = peekAfterSpace();
    if (next == ',') {
      at++;
      return false;
    } else if (next == end) {
      return true;
    }
    throw invalid();
  }

  private String string() {
    int start = ++at;
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '"') {
        at = end + 1;
        return text.substring(start, end);
      } else if (c == '\\') {
        return escapedString(start, end);
      } else if (c < ' ') {
        throw invalid();
      }
      end++;
    }
    throw invalid();
  }

  private String escapedString(int start, int firstEscape) {
    StringBuilder unescaped = new StringBuilder().append(text, start, firstEscape);
    at = firstEscape;
    while (true) {
      char c = next();
      if (c == '"') {
        return unescaped.toString();
      } else if (c == '\\') {
        unescaped.append(escaped(next()));
      } else if (c < ' ') {
        throw invalid();
      } else {
        unescaped.append(c);
      }
    }
  }

  private char escaped(char c) {
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) (hex(next()) << 12 | hex(next()) << 8 | hex(next()) << 4 | hex(next()));
      default -> throw invalid();
    };
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    } else if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      return c - 'A' + 10;
    }
    throw invalid();
  }

  private @Nullable Boolean literal(String word, @Nullable Boolean value) {
    if (!text.startsWith(word, at)) {
      throw invalid();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int start = at;
    NumberForm form = scanNumber();
    if (form == NumberForm.NONE || at - start > MAX_NUMBER_LENGTH) {
      throw invalid();
    }
    String digits = text.substring(start, at);
    return form == NumberForm.INTEGER ? integer(digits) : Double.valueOf(digits);
  }

  private static Number integer(String digits) {
    if (digits.length() > LONG_LENGTH) {
      return Double.parseDouble(digits);
    }
    try {
      return Long.parseLong(digits); // -0 becomes 0, as in JSON.stringify
    } catch (NumberFormatException tooLarge) {
      return Double.parseDouble(digits);
    }
  }

  private enum NumberForm {
    NONE,
    INTEGER,
    FRACTIONAL
  }

  /** Moves past a number, if there is one. */
  private NumberForm scanNumber() {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else if (scanDigits() == 0) {
      return NumberForm.NONE;
    }
    NumberForm form = NumberForm.INTEGER;
    if (peek() == '.') {
      at++;
      form = NumberForm.FRACTIONAL;
      if (scanDigits() == 0) {
        return NumberForm.NONE;
      }
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      form = NumberForm.FRACTIONAL;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      if (scanDigits() == 0) {
        return NumberForm.NONE;
      }
    }
    return form;
  }

  private int scanDigits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at - start;
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private char peekAfterSpace() {
    skipSpace();
    return peek();
  }

  /** The character here, or NUL, which is nowhere valid outside a string, at the end. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() {
    if (at >= text.length()) {
      throw invalid();
    }
    return text.charAt(at++);
  }
}
