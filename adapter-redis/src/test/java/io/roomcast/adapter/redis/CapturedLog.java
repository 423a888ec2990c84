package io.roomcast.adapter.redis;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What Roomcast logs while this is open: warnings and errors, and how it stands with Redis from
 * info on.
 */
final class CapturedLog implements AutoCloseable {
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  CapturedLog() {
    System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
  }

  /** One for each event, without stack traces. */
  List<String> lines() {
    return text.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.matches("\\[[^]]*] (INFO|WARN|ERROR) io\\.roomcast\\..*"))
        .map(line -> line.replaceFirst("\\[[^]]*] ", ""))
        .toList();
  }

  List<String> lines(String with) {
    return lines().stream().filter(line -> line.contains(with)).toList();
  }

  @Override
  public void close() {
    System.setErr(before);
    before.print(text.toString(StandardCharsets.UTF_8));
  }
}
