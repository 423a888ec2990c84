package io.roomcast.testkit.transport;

import java.time.Duration;

/** How steadily a check does something again and again, from which a busy machine may keep it. */
final class Rhythm {
  private static final long REST = Duration.ofSeconds(1).toNanos();

  private long last = System.nanoTime();
  private boolean rested;

  /** It has been done. */
  void beat() {
    long now = System.nanoTime();
    rested |= now - last >= REST;
    last = now;
  }

  /** Whether there was no long rest, up to now. */
  boolean kept() {
    beat();
    return !rested;
  }
}
