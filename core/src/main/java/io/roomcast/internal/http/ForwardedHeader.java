package io.roomcast.internal.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The elements of a {@code Forwarded} header, one for each proxy (RFC 7239, section 4). What is
 * malformed becomes an element without content, so that nothing before it is believed.
 */
final class ForwardedHeader {
  private final String text;
  private int at;

  private ForwardedHeader(String text) {
    this.text = text;
  }

  /** In the order of the header; names in lower case, quotes removed. */
  static List<Map<String, String>> parse(String text) {
    List<Map<String, String>> elements = new ArrayList<>();
    ForwardedHeader header = new ForwardedHeader(text);
    while (header.at < text.length()) {
      elements.add(header.element());
    }
    return elements;
  }

  private Map<String, String> element() {
    Map<String, String> pairs = new HashMap<>();
    boolean wellFormed = true;
    boolean more = true;
    while (more) {
      String name = until("=;,").strip().toLowerCase(Locale.ROOT);
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        String value = value();
        wellFormed &= !name.isEmpty() && !value.isEmpty() && pairs.put(name, value) == null;
      } else {
        wellFormed &= name.isEmpty();
      }
      more = at < text.length() && text.charAt(at) == ';';
      at++;
    }
    return wellFormed ? pairs : Map.of();
  }

  private String value() {
    if (at < text.length() && text.charAt(at) == '"') {
      at++;
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at++));
      }
      if (at == text.length()) {
        return ""; // the quotes are not closed
      }
      at++;
      return until(";,").isBlank() ? value.toString() : "";
    }
    return until(";,").strip();
  }

  /** Up to one of these characters, or to the end. */
  private String until(String stops) {
    int start = at;
    while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }
}
