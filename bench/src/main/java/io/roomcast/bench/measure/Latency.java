package io.roomcast.bench.measure;

import org.HdrHistogram.Histogram;

/**
 * How long things took, in microseconds.
 *
 * @param count how many were recorded; without any the rest is 0
 * @param p50 half of them took at most this
 * @param p99 99 % did
 * @param p999 99.9 % did
 * @param max all did
 */
public record Latency(long count, double p50, double p99, double p999, double max) {

  /** Reads a histogram of nanoseconds. */
  public static Latency of(Histogram nanos) {
    return new Latency(
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e3,
        nanos.getValueAtPercentile(99) / 1e3,
        nanos.getValueAtPercentile(99.9) / 1e3,
        nanos.getMaxValue() / 1e3);
  }
}
