package io.roomcast.bench.load;

import io.roomcast.bench.measure.Faults;

/** Counts what goes wrong. Not thread-safe. */
final class FaultCount {
  private long reordered;
  private long duplicated;
  private long corrupt;

  void corrupt() {
    corrupt++;
  }

  void count(SequenceCheck.Verdict verdict) {
    switch (verdict) {
      case EXPECTED -> {}
      case LATE -> reordered++;
      case DUPLICATE -> duplicated++;
    }
  }

  Faults with(long lost, long stuck) {
    return new Faults(lost, reordered, duplicated, corrupt, stuck, 0);
  }
}
