package io.roomcast.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What went wrong, with what is needed to understand it. Thread-safe. */
final class Problems {
  private static final int ENOUGH = 5;

  private final long seed;
  private final List<String> found = new CopyOnWriteArrayList<>();

  Problems(long seed) {
    this.seed = seed;
  }

  /** Notes one; the first few are enough. */
  void report(String what) {
    if (found.size() < ENOUGH && !found.contains(what)) {
      found.add(what);
    }
  }

  boolean any() {
    return !found.isEmpty();
  }

  void assertNone() {
    assertThat(found).as("problems, with -Dsoak.seed=%d", seed).isEmpty();
  }
}
