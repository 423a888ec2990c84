package io.roomcast.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Collects one HTTP/1.1 message: the first line, the headers, the body. Not thread-safe. */
public final class HttpMessage {
  private static final int MAX_LENGTH = 1024 * 1024;

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final boolean bodyless;
  private String firstLine = "";
  private final Map<String, String> headers = new TreeMap<>();
  private String body = "";
  private int bodyStart = -1;
  private boolean complete;

  private HttpMessage(boolean bodyless) {
    this.bodyless = bodyless;
  }

  /** A request without a body. */
  public static HttpMessage request() {
    return new HttpMessage(true);
  }

  /** A response. */
  public static HttpMessage response() {
    return new HttpMessage(false);
  }

  /**
   * Reads on until the message is complete.
   *
   * @return how many of the bytes belong to it
   * @throws WireException if it is too long or its length is not told
   */
  public int read(byte[] bytes, int offset, int length) {
    int before = received.size();
    if (before + length > MAX_LENGTH) {
      throw new WireException("an HTTP message of more than " + MAX_LENGTH + " bytes");
    }
    received.write(bytes, offset, length);
    String text = received.toString(StandardCharsets.ISO_8859_1);
    if (bodyStart < 0) {
      int end = text.indexOf("\r\n\r\n");
      if (end < 0) {
        return length;
      }
      bodyStart = end + 4;
      head(text.substring(0, end));
    }
    int end = end(text);
    complete = end >= 0;
    return complete ? end - before : length;
  }

  public boolean isComplete() {
    return complete;
  }

  /** The method and target, or the status. */
  public String firstLine() {
    return firstLine;
  }

  /** The status of a complete response. */
  public int status() {
    String[] words = firstLine.split(" ", 3);
    return words.length > 1 ? number(words[1], 10).orElse(-1) : -1;
  }

  /** A header by its name in lower case, or an empty string. */
  public String header(String name) {
    return headers.getOrDefault(name, "");
  }

  /** The body of a complete message. */
  public String body() {
    return body;
  }

  private void head(String text) {
    String[] lines = text.split("\r\n", -1);
    firstLine = lines[0];
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.put(
            lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
            lines[i].substring(colon + 1).strip());
      }
    }
  }

  /** Where the message ends, or -1 if it has not come yet. */
  private int end(String text) {
    if (bodyless || status() == 101 || status() == 204) {
      return bodyStart;
    }
    if (header("transfer-encoding").equalsIgnoreCase("chunked")) {
      return chunks(text);
    }
    int length =
        number(header("content-length"), 10)
            .orElseThrow(() -> new WireException("a response without a length: " + firstLine));
    if (text.length() < bodyStart + length) {
      return -1;
    }
    body = utf8(text.substring(bodyStart, bodyStart + length));
    return bodyStart + length;
  }

  private int chunks(String text) {
    StringBuilder whole = new StringBuilder();
    int at = bodyStart;
    while (true) {
      int lineEnd = text.indexOf("\r\n", at);
      if (lineEnd < 0) {
        return -1;
      }
      String line = text.substring(at, lineEnd);
      int size =
          number(line.split(";", 2)[0].strip(), 16)
              .orElseThrow(() -> new WireException("not the size of a chunk: " + line));
      int next = lineEnd + 2 + size + 2;
      if (text.length() < next) {
        return -1;
      }
      whole.append(text, lineEnd + 2, lineEnd + 2 + size);
      at = next;
      if (size == 0) {
        body = utf8(whole.toString());
        return at;
      }
    }
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static OptionalInt number(String text, int radix) {
    try {
      int value = Integer.parseInt(text, radix);
      return value < 0 || value > MAX_LENGTH ? OptionalInt.empty() : OptionalInt.of(value);
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
