package io.roomcast.e2e.soak;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a client did of late. Thread-safe. */
final class Diary {
  private static final int LENGTH = 80;

  private final long begin = System.nanoTime();
  private final Deque<String> lines = new ArrayDeque<>();

  synchronized void note(String line) {
    if (lines.size() == LENGTH) {
      lines.remove();
    }
    lines.add("%.3f %s".formatted((System.nanoTime() - begin) / 1e9, line));
  }

  @Override
  public synchronized String toString() {
    return String.join("\n  ", lines);
  }
}
