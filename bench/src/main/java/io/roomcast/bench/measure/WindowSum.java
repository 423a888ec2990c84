package io.roomcast.bench.measure;

import java.util.List;

/**
 * What remains of a measurement's windows when those are dropped in which other processes used the
 * CPU: their time, caches and wake-ups would be charged to the server.
 *
 * @param kept how many windows were good
 * @param dropped how many were not
 * @param nanos the length of the good ones together
 * @param events what happened in the good ones
 * @param cpu what was used in the good ones
 */
public record WindowSum(int kept, int dropped, long nanos, long events, CpuTimes cpu) {

  /**
   * Adds up the windows in which others used less than a share of one CPU.
   *
   * @param maxForeignShare 0.1 is a tenth of one CPU
   */
  public static WindowSum of(List<Window> windows, double maxForeignShare) {
    List<Window> quiet = windows.stream().filter(w -> w.foreignShare() < maxForeignShare).toList();
    long nanos = 0;
    long events = 0;
    CpuTimes cpu = new CpuTimes(0, 0, 0);
    for (Window window : quiet) {
      nanos += window.nanos();
      events += window.events();
      cpu =
          new CpuTimes(
              cpu.server() + window.cpu().server(),
              cpu.generator() + window.cpu().generator(),
              cpu.machine() + window.cpu().machine());
    }
    return new WindowSum(quiet.size(), windows.size() - quiet.size(), nanos, events, cpu);
  }

  public double seconds() {
    return nanos / 1e9;
  }

  /** Whether there is anything to divide by. */
  public boolean isUsable() {
    return nanos > 0;
  }
}
