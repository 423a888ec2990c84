package io.roomcast.bench.load;

import io.roomcast.bench.measure.CpuMeter;
import java.util.function.LongPredicate;

/**
 * Lets a load go on until servers have got warm: for some time at least, and then for as long as
 * their JIT compilers are at work, but not for ever.
 */
final class WarmUp {
  /** The parts of the shortest warm-up. */
  static final int STRETCHES = 10;

  /** What compilers may use of a CPU all the same: some method or other always gets hot. */
  static final double QUIET = 0.05;

  private static final int QUIET_IN_A_ROW = 2;

  private final long stretchNanos;
  private final CpuMeter cpu;
  private final LongPredicate load;
  private long inAddition;

  /**
   * @param timing how long a warm-up takes at least and at most
   * @param load goes on for so many nanoseconds and tells whether there is progress
   */
  WarmUp(Timing timing, CpuMeter cpu, LongPredicate load) {
    long least = timing.warmupMillis();
    stretchNanos = least * 1_000_000 / STRETCHES;
    inAddition = least == 0 ? 0 : STRETCHES * (timing.mostWarmupMillis() - least) / least;
    this.cpu = cpu;
    this.load = load;
  }

  /**
   * Goes on for some stretches, and for more while compilers are busy and time is left.
   *
   * @return whether there was always some progress
   */
  boolean run(int stretches) {
    int quiet = 0;
    for (int i = 0; i < stretches || (quiet < QUIET_IN_A_ROW && inAddition > 0); i++) {
      long before = cpu.compiling();
      if (!load.test(stretchNanos)) {
        return false;
      }
      boolean busy = cpu.compiling() - before > QUIET * stretchNanos;
      quiet = busy ? 0 : quiet + 1;
      if (i >= stretches) {
        inAddition--;
      }
    }
    return true;
  }
}
