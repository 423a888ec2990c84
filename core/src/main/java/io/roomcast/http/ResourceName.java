package io.roomcast.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns a request path into the names of the files that may answer it. What comes out is a relative
 * name whose every segment is an ordinary, visible file name: nothing that any file system, class
 * loader or further decoding could take for something else gets through.
 */
final class ResourceName {
  private ResourceName() {}

  /** Candidates in order, without a leading slash; none where the path is not acceptable. */
  static List<String> candidates(String rawPath) {
    return decode(rawPath).map(ResourceName::candidatesOf).orElse(List.of());
  }

  private static List<String> candidatesOf(String path) {
    if (!path.startsWith("/")) {
      return List.of();
    }
    boolean folder = path.endsWith("/");
    String name = path.substring(1, folder ? Math.max(1, path.length() - 1) : path.length());
    if (name.isEmpty()) {
      return path.equals("/") ? List.of("index.html") : List.of();
    }
    for (String segment : name.split("/", -1)) {
      if (!ordinary(segment)) {
        return List.of();
      }
    }
    List<String> candidates = new ArrayList<>(3);
    if (!folder) {
      candidates.add(name);
      if (name.indexOf('.', name.lastIndexOf('/') + 1) < 0) {
        candidates.add(name + ".html");
      }
    }
    candidates.add(name + "/index.html");
    return candidates;
  }

  private static boolean ordinary(String segment) {
    if (segment.isEmpty() || segment.startsWith(".")) {
      return false;
    }
    char last = segment.charAt(segment.length() - 1);
    if (last == '.' || last == ' ') { // Windows would drop it and open another name
      return false;
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      // a backslash separates on Windows, a colon names drives and streams there, and a percent
      // sign would be decoded once more by whatever makes a URL of the name
      if (c == '\\' || c == ':' || c == '%' || Character.isISOControl(c)) {
        return false;
      }
    }
    return true;
  }

  /** Decodes once; empty where an escape is malformed, hides a slash, or is not UTF-8. */
  private static Optional<String> decode(String raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return Optional.empty();
      }
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int value = i + 2 < raw.length() ? hex(raw.charAt(i + 1)) * 16 + hex(raw.charAt(i + 2)) : -1;
      if (value < 0 || value == '/') {
        return Optional.empty();
      }
      bytes.write(value);
      i += 2;
    }
    try {
      ByteBuffer encoded = ByteBuffer.wrap(bytes.toByteArray());
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(encoded).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The digit's value, or a number that stays negative when the other digit is added. */
  private static int hex(char c) {
    int value = c < 0x7f ? Character.digit(c, 16) : -1;
    return value < 0 ? -1000 : value;
  }
}
