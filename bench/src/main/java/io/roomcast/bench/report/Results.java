package io.roomcast.bench.report;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run and its measurements.
 *
 * @param run what is to be known about it
 * @param measurements in the order in which they were made
 */
public record Results(RunInfo run, List<Measurement> measurements) {

  /** All repetitions of a server under a load. */
  List<Measurement> of(String scenario, String contender) {
    return measurements.stream()
        .filter(m -> m.scenario().equals(scenario) && m.contender().equals(contender))
        .toList();
  }

  /** A number over the repetitions. */
  Optional<Spread> spread(String scenario, String contender, Metric metric) {
    return Spread.of(
        of(scenario, contender).stream()
            .filter(m -> m.metrics().containsKey(metric))
            .map(m -> m.metrics().get(metric))
            .toList());
  }

  /**
   * How two numbers compare. They are divided repetition by repetition, since those that were
   * measured one after the other share the machine's mood.
   */
  Optional<Spread> ratio(
      Metric metric, String scenario, String contender, String otherScenario, String other) {
    List<Double> ratios = new ArrayList<>();
    for (Measurement one : of(scenario, contender)) {
      for (Measurement two : of(otherScenario, other)) {
        Double numerator = one.metrics().get(metric);
        Double denominator = two.metrics().get(metric);
        if (one.repetition() == two.repetition() && numerator != null && denominator != null) {
          ratios.add(numerator / denominator);
        }
      }
    }
    return Spread.of(ratios);
  }

  /** What went wrong in all repetitions. */
  Faults faults(String scenario, String contender) {
    return of(scenario, contender).stream()
        .map(Measurement::faults)
        .reduce(Faults.NONE, Faults::plus);
  }

  /** Everything that went wrong with a server, and in how many measurements it was looked for. */
  Optional<Faults> faults(String contender) {
    List<Measurement> all =
        measurements.stream()
            .filter(m -> m.contender().equals(contender) && m.problem().isEmpty())
            .toList();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(all.stream().map(Measurement::faults).reduce(Faults.NONE, Faults::plus));
  }
}
