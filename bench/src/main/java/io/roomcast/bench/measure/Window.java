package io.roomcast.bench.measure;

/**
 * A stretch of time of a measurement.
 *
 * @param nanos how long it was
 * @param events how often that happened in it which is measured: deliveries, answers, connects
 * @param busyNanos how long the generator served connections in it
 * @param cpu what was used in it
 */
public record Window(long nanos, long events, long busyNanos, CpuTimes cpu) {
  private static final Window NOTHING = new Window(0, 0, 0, new CpuTimes(0, 0, 0));

  /** Several of them as one. */
  public static Window sum(Iterable<Window> windows) {
    Window sum = NOTHING;
    for (Window window : windows) {
      sum = sum.plus(window);
    }
    return sum;
  }

  /** This one and another as one. */
  public Window plus(Window other) {
    return new Window(
        nanos + other.nanos,
        events + other.events,
        busyNanos + other.busyNanos,
        cpu.plus(other.cpu));
  }

  /** How much of one CPU others used, 0 to the number of CPUs. */
  public double foreignShare() {
    return (double) cpu.foreign() / nanos;
  }

  /**
   * Whether it counts: where other processes used the CPU, their time, caches and wake-ups would be
   * charged to the server.
   *
   * @param maxForeignShare 0.1 is a tenth of one CPU
   */
  public boolean isQuiet(double maxForeignShare) {
    return foreignShare() < maxForeignShare;
  }

  public double seconds() {
    return nanos / 1e9;
  }

  /** Server CPU time for each thing that happened, in microseconds; one at least must have. */
  public double cpuMicros() {
    return cpu.server() / 1e3 / events;
  }
}
