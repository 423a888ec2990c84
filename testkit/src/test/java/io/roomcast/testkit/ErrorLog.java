package io.roomcast.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged as an error, and what threads say that die, between a begin and an end. */
final class ErrorLog {
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  void begin() {
    System.setErr(new PrintStream(text, true, StandardCharsets.UTF_8));
  }

  /** All that was logged if there is an error in it; else nothing. */
  String end() {
    System.setErr(before);
    String all = text.toString(StandardCharsets.UTF_8);
    before.print(all);
    return all.contains("ERROR") || all.contains("Exception in thread") ? all : "";
  }
}
