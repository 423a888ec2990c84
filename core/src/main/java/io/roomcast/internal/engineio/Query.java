package io.roomcast.internal.engineio;

import io.roomcast.internal.concurrent.FixedBound;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The decoded query of a request: percent-encoding as UTF-8, {@code +} as a space, the last of
 * several equal keys (EIO-7). What is no valid escape stands for itself.
 */
public final class Query {
  static final int MAX_PAIRS = FixedBound.QUERY_PARAMETERS.max();

  private final Map<String, String> values;
  private final boolean whole;

  private Query(Map<String, String> values, boolean whole) {
    this.values = values;
    this.whole = whole;
  }

  /** Parses what is behind the question mark, up to {@link #MAX_PAIRS}. */
  public static Query parse(String raw) {
    if (raw.isEmpty()) {
      return new Query(Map.of(), true);
    }
    Map<String, String> values = new LinkedHashMap<>();
    int start = 0;
    for (int pairs = 0; start < raw.length() && pairs < MAX_PAIRS; pairs++) {
      int ampersand = raw.indexOf('&', start);
      int end = ampersand < 0 ? raw.length() : ampersand;
      if (end > start) {
        int equals = raw.indexOf('=', start);
        boolean hasValue = equals >= 0 && equals < end;
        String key = decode(raw.substring(start, hasValue ? equals : end));
        values.put(key, hasValue ? decode(raw.substring(equals + 1, end)) : "");
      }
      start = end + 1;
    }
    return new Query(Collections.unmodifiableMap(values), start >= raw.length());
  }

  private static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded.replace('+', ' ');
    }
    // an escape has three characters and becomes one byte, so this never grows
    byte[] source = encoded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(source.length);
    for (int i = 0; i < source.length; i++) {
      int escaped = source[i] == '%' && i + 2 < source.length ? hex(source, i + 1) : -1;
      if (escaped >= 0) {
        decoded.put((byte) escaped);
        i += 2;
      } else {
        decoded.put(source[i] == '+' ? (byte) ' ' : source[i]);
      }
    }
    return StandardCharsets.UTF_8.decode(decoded.flip()).toString();
  }

  private static int hex(byte[] source, int at) {
    int high = Character.digit(source[at], 16);
    int low = Character.digit(source[at + 1], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  /** False where there is more than was parsed. */
  public boolean whole() {
    return whole;
  }

  /** Empty where the key is missing, which the protocol does not tell from an empty value. */
  String value(String key) {
    return values.getOrDefault(key, "");
  }

  /** All of them, in order. */
  public Map<String, String> values() {
    return values;
  }
}
