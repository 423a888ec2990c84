package io.roomcast.internal.json;

import io.roomcast.spi.codec.CodecLimits;
import io.roomcast.spi.codec.DecodeException;
import org.jspecify.annotations.Nullable;

/**
 * Parses JSON into the neutral form, accepting what {@code JSON.parse} accepts and nothing else; of
 * equal names the last counts. One pass; recursion no deeper than the limit, values no more than
 * the limit; numbers are read as {@link ExactNumber} says, so that long ones cost nothing.
 *
 * <p>What it makes is small, as a client decides how much there is of it: containers of exactly the
 * size of their contents, and one {@link String} for a short text that comes again and again.
 */
final class JsonText {
  private static final int RECENT = 64; // a power of two
  private static final int MAX_RECENT_LENGTH = 20;
  private static final int FEW_VALUES = 16;

  private final String text;
  private final CodecLimits limits;
  private @Nullable String @Nullable [] recent; // once there are enough for it to pay
  private final ValueStack stack = new ValueStack();
  private int at;
  private int depth;
  private int values;

  private JsonText(String text, int from, CodecLimits limits) {
    this.text = text;
    this.at = from;
    this.limits = limits;
  }

  /**
   * Parses the rest of a text.
   *
   * @return null, {@link Boolean}, {@link String}, a number as {@link ExactNumber} makes it, {@link
   *     Items} or {@link Members}
   * @throws DecodeException if it is no JSON value, too deep, or of too many values
   */
  static @Nullable Object parse(String text, int from, CodecLimits limits) {
    JsonText parser = new JsonText(text, from, limits);
    Object value = parser.value();
    parser.skipSpace();
    if (parser.at < text.length()) {
      throw PayloadRules.invalid();
    }
    return value;
  }

  private @Nullable Object value() {
    skipSpace();
    if (++values > limits.maxValues()) {
      throw DecodeException.overLimit("maxValues", "too many values");
    }
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

  private Items array() {
    enter();
    if (peekAfterSpace() == ']') {
      leave();
      return Items.EMPTY;
    }
    int from = stack.size();
    while (true) {
      stack.push(value());
      if (endsAfterValue(']')) {
        leave();
        return stack.items(from);
      }
    }
  }

  private Members object() {
    enter();
    if (peekAfterSpace() == '}') {
      leave();
      return Members.EMPTY;
    }
    int from = stack.size();
    while (true) {
      if (peekAfterSpace() != '"') {
        throw PayloadRules.invalid();
      }
      stack.push(string());
      if (peekAfterSpace() != ':') {
        throw PayloadRules.invalid();
      }
      at++;
      stack.push(value());
      if (endsAfterValue('}')) {
        leave();
        return stack.members(from);
      }
    }
  }

  private void enter() {
    if (++depth > limits.maxDepth()) {
      throw DecodeException.overLimit("maxDepth", "payload nested too deeply");
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
    throw PayloadRules.invalid();
  }

  private String string() {
    int start = ++at;
    int end = start;
    while (end < text.length()) {
      char c = text.charAt(end);
      if (c == '"') {
        at = end + 1;
        return substring(start, end);
      } else if (c == '\\') {
        return escapedString(start, end);
      } else if (c < ' ') {
        throw PayloadRules.invalid();
      }
      end++;
    }
    throw PayloadRules.invalid();
  }

  /** The same string for the same short text, if that has not been long ago. */
  private String substring(int start, int end) {
    int length = end - start;
    if (length == 0) {
      return "";
    } else if (length > MAX_RECENT_LENGTH || values <= FEW_VALUES) {
      return text.substring(start, end);
    }
    if (recent == null) {
      recent = new @Nullable String[RECENT];
    }
    int slot = (31 * text.charAt(start) + 7 * text.charAt(end - 1) + length) & (RECENT - 1);
    String known = recent[slot];
    if (known != null && known.length() == length && text.startsWith(known, start)) {
      return known;
    }
    String fresh = text.substring(start, end);
    recent[slot] = fresh;
    return fresh;
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
        throw PayloadRules.invalid();
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
      default -> throw PayloadRules.invalid();
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
    throw PayloadRules.invalid();
  }

  private @Nullable Boolean literal(String word, @Nullable Boolean value) {
    if (!text.startsWith(word, at)) {
      throw PayloadRules.invalid();
    }
    at += word.length();
    return value;
  }

  private Number number() {
    int start = at;
    int end = NumberText.end(text, start);
    if (end < 0 || end - start > NumberText.MAX_LENGTH) {
      throw PayloadRules.invalid();
    }
    at = end;
    return ExactNumber.of(text.substring(start, end));
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
      throw PayloadRules.invalid();
    }
    return text.charAt(at++);
  }
}
