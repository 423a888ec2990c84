package io.roomcast.bench.load;

import java.util.HashSet;
import java.util.Set;

/** Whether the numbers 0, 1, 2, … come to one client once each and in order. Not thread-safe. */
final class SequenceCheck {
  /** What is to be said about a number. */
  enum Verdict {
    EXPECTED,
    LATE,
    DUPLICATE
  }

  private long next;
  private Set<Long> missing = Set.of();

  /** Judges a number that came. */
  Verdict accept(long number) {
    if (number == next) {
      next++;
      return Verdict.EXPECTED;
    }
    if (number < next) {
      return !missing.isEmpty() && missing.remove(number) ? Verdict.LATE : Verdict.DUPLICATE;
    }
    if (missing.isEmpty()) {
      missing = new HashSet<>();
    }
    for (long skipped = next; skipped < number; skipped++) {
      missing.add(skipped);
    }
    next = number + 1;
    return Verdict.EXPECTED;
  }

  /** Numbers that have not come although later ones have. */
  long missing() {
    return missing.size();
  }

  /** The number after the highest that came. */
  long next() {
    return next;
  }
}
