package io.roomcast.bench.measure;

import java.util.Collection;
import java.util.Optional;

/** The middle and the ends of some numbers. */
public record Spread(double median, double min, double max, int count) {

  /** All of them larger or smaller. */
  public Spread times(double factor) {
    return new Spread(factor * median, factor * min, factor * max, count);
  }

  /** Of the numbers, or empty if there are none. */
  public static Optional<Spread> of(Collection<Double> numbers) {
    double[] sorted = numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Optional.empty();
    }
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return Optional.of(new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length));
  }
}
