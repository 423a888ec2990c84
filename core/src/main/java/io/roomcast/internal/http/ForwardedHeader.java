package io.roomcast.internal.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The elements of a {@code Forwarded} header, one for each proxy (RFC 7239, section 4). Each proxy
 * appends its own to whatever the client sent, so they are read from the end: no quote that the
 * client has left open can swallow what stands behind it. What is malformed becomes an element
 * without content, so that nothing before it is believed.
 */
final class ForwardedHeader {
  private final String text;
  private int at;

  private ForwardedHeader(String text) {
    this.text = text;
  }

  /**
   * The last elements of the lines of a header, in their order; names in lower case, quotes
   * removed.
   */
  static List<Map<String, String>> last(int max, List<String> lines) {
    Deque<Map<String, String>> elements = new ArrayDeque<>();
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      int end = line.length();
      while (end >= 0 && elements.size() < max) {
        int comma = commaBefore(line, end);
        String element = line.substring(comma + 1, end);
        if (!element.isBlank()) {
          elements.addFirst(new ForwardedHeader(element).element());
        }
        end = comma;
      }
    }
    return List.copyOf(elements);
  }

  /** The last comma outside quotes, seen from the end; -1 where there is none. */
  private static int commaBefore(String line, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= 0; i--) {
      char c = line.charAt(i);
      if (c == '"' && !(quoted && isEscaped(line, i))) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isEscaped(String line, int index) {
    int backslashes = 0;
    while (backslashes < index && line.charAt(index - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /** All of the text, which is one element. */
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
    return wellFormed && at > text.length() ? pairs : Map.of();
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
