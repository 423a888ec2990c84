package io.roomcast.bench.measure;

/**
 * A stretch of time of a measurement.
 *
 * @param nanos how long it was
 * @param events how often that happened in it which is measured: deliveries, answers, connects
 * @param cpu what was used in it
 */
public record Window(long nanos, long events, CpuTimes cpu) {

  /** How much of one CPU others used, 0 to the number of CPUs. */
  public double foreignShare() {
    return (double) cpu.foreign() / nanos;
  }
}
