package io.roomcast.e2e.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes requests that are almost right of such that are, or are wrong already. */
final class HttpMutator {
  private static final List<String> PIECES =
      List.of(
          "\r",
          "\n",
          "\r\n",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          ";",
          ",",
          "\"",
          "=",
          "#",
          "?",
          "/",
          "%",
          "+",
          "-",
          "_",
          "0",
          "1",
          "3",
          "9",
          "a",
          "F",
          "x",
          "\0",
          "\u000b",
          "\u007f",
          "\u0080",
          "\u0085",
          "\u00a0",
          "\u00ff",
          "GET / HTTP/1.1\r\n",
          "HTTP/1.0",
          "Host: b\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: 0\r\n",
          "Content-Length:\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding:\r\n",
          "Connection: close\r\n",
          "Connection: keep-alive\r\n",
          "Expect: 100-continue\r\n",
          "Expect: x\r\n",
          "Upgrade: websocket\r\n",
          "3\r\nabc\r\n",
          "0\r\n\r\n",
          "0;a\r\n",
          " \r\n",
          "X-A: b\r\n c\r\n");

  private final Random random;
  private final List<byte[]> requests;

  HttpMutator(Random random, List<byte[]> requests) {
    this.random = random;
    this.requests = requests;
  }

  byte[] next() {
    String request = new String(any(requests), ISO_8859_1);
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      request = random.nextInt(3) == 0 ? lines(request) : characters(request);
    }
    return request.getBytes(ISO_8859_1);
  }

  private <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private String characters(String text) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + 1 + random.nextInt(2));
    String before = text.substring(0, at);
    return switch (random.nextInt(4)) {
      case 0 -> before + any(PIECES) + text.substring(at);
      case 1 -> before + any(PIECES) + text.substring(end);
      case 2 -> before + text.substring(end);
      default -> before + swapCase(text.substring(at, end)) + text.substring(end);
    };
  }

  private static String swapCase(String text) {
    StringBuilder swapped = new StringBuilder();
    text.chars().forEach(c -> swapped.append((char) (Character.isLetter(c) ? c ^ 0x20 : c)));
    return swapped.toString();
  }

  private String lines(String text) {
    List<String> lines = split(text);
    int at = random.nextInt(lines.size());
    switch (random.nextInt(4)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
      case 2 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      default -> {
        lines.add(at, any(split(new String(any(requests), ISO_8859_1))));
      }
    }
    return String.join("", lines);
  }

  /** Each with its end. */
  private static List<String> split(String text) {
    return new ArrayList<>(Arrays.asList(text.split("(?<=\r\n)", -1)));
  }
}
