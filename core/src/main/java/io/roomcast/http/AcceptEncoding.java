package io.roomcast.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A parsed {@code Accept-Encoding}: weights in thousandths by coding, in the client's order. Read
 * in one pass; an element that is malformed, or named before, counts for nothing. Immutable.
 */
final class AcceptEncoding {
  static final int MAX_CODINGS = 64;
  private static final int FULL_WEIGHT = 1000;

  private final Map<String, Integer> weights;

  private AcceptEncoding(Map<String, Integer> weights) {
    this.weights = weights;
  }

  static AcceptEncoding of(List<String> fields) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    for (String field : fields) {
      int start = 0;
      while (start <= field.length() && weights.size() < MAX_CODINGS) {
        int comma = field.indexOf(',', start);
        int end = comma < 0 ? field.length() : comma;
        add(weights, field.substring(start, end));
        start = end + 1;
      }
    }
    return new AcceptEncoding(weights);
  }

  private static void add(Map<String, Integer> weights, String element) {
    int semicolon = element.indexOf(';');
    String coding = (semicolon < 0 ? element : element.substring(0, semicolon)).strip();
    OptionalInt weight =
        semicolon < 0
            ? OptionalInt.of(FULL_WEIGHT)
            : parseWeight(element.substring(semicolon + 1).strip());
    if (!coding.isEmpty() && weight.isPresent()) {
      weights.putIfAbsent(coding.toLowerCase(Locale.ROOT), weight.getAsInt());
    }
  }

  /** RFC 9110, section 12.4.2: {@code q=} and 0 to 1 with at most three digits behind the point. */
  private static OptionalInt parseWeight(String text) {
    if (text.length() < 3 || text.length() > 7 || !text.regionMatches(true, 0, "q=", 0, 2)) {
      return OptionalInt.empty();
    }
    char whole = text.charAt(2);
    boolean valid = (whole == '0' || whole == '1') && (text.length() == 3 || text.charAt(3) == '.');
    int thousandths = valid ? (whole - '0') * FULL_WEIGHT : 0;
    int unit = 100;
    for (int i = 4; i < text.length() && valid; i++) {
      char digit = text.charAt(i);
      valid = digit >= '0' && digit <= '9';
      thousandths += (digit - '0') * unit;
      unit /= 10;
    }
    return valid && thousandths <= FULL_WEIGHT ? OptionalInt.of(thousandths) : OptionalInt.empty();
  }

  /** The weight of a coding, named or not; 0 if it is not acceptable. */
  int weight(String coding) {
    Integer named = weights.get(coding);
    return named != null ? named : weights.getOrDefault("*", 0);
  }

  /** The weight of a coding where it is named itself; otherwise 0. */
  int namedWeight(String coding) {
    return weights.getOrDefault(coding, 0);
  }

  /** Whether one coding has the higher weight, or the same and is named first. */
  boolean prefers(String coding, String other) {
    int difference = weight(coding) - weight(other);
    return difference > 0 || (difference == 0 && place(coding) < place(other));
  }

  private int place(String coding) {
    String name = weights.containsKey(coding) ? coding : "*";
    int place = 0;
    for (String key : weights.keySet()) {
      if (key.equals(name)) {
        break;
      }
      place++;
    }
    return place;
  }
}
