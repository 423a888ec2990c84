package io.roomcast.bench.report;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Spread;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
        .filter(m -> m.turn().scenario().equals(scenario))
        .filter(m -> m.turn().contender().equals(contender))
        .toList();
  }

  /** All measurements of a server. */
  List<Measurement> of(String contender) {
    return measurements.stream().filter(m -> m.turn().contender().equals(contender)).toList();
  }

  /** What is known of a load. */
  Optional<ScenarioInfo> scenario(String id) {
    return run.scenarios().stream().filter(info -> info.id().equals(id)).findFirst();
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
   * How two numbers compare. They are divided round by round, since those that were measured one
   * after the other share the machine's mood; those of different rounds are not compared at all.
   */
  Optional<Spread> ratio(
      Metric metric, String scenario, String contender, String otherScenario, String other) {
    return Spread.of(
        byRound(metric, scenario, contender, otherScenario, other, (one, two) -> one / two)
            .values());
  }

  /** What is made of two numbers, by the rounds that have both. */
  Map<Integer, Double> byRound(
      Metric metric,
      String scenario,
      String contender,
      String otherScenario,
      String other,
      DoubleBinaryOperator operator) {
    Map<Integer, Double> made = new TreeMap<>();
    for (Measurement one : of(scenario, contender)) {
      for (Measurement two : of(otherScenario, other)) {
        Double left = one.metrics().get(metric);
        Double right = two.metrics().get(metric);
        if (one.turn().round() == two.turn().round() && left != null && right != null) {
          made.put(one.turn().round(), operator.applyAsDouble(left, right));
        }
      }
    }
    return made;
  }

  /** Whether there is anything to be told of a load. */
  boolean isMeasured(ScenarioInfo scenario) {
    return measurements.stream().anyMatch(m -> m.turn().scenario().equals(scenario.id()));
  }

  /** When it was measured: the time, or the first and the last one. */
  Optional<String> dates() {
    List<String> times = measurements.stream().map(m -> m.turn().at()).sorted().toList();
    if (times.isEmpty()) {
      return Optional.empty();
    }
    String first = times.get(0);
    String last = times.get(times.size() - 1);
    return Optional.of(first.equals(last) ? first : first + " to " + last);
  }

  /** What went wrong in all repetitions. */
  Faults faults(String scenario, String contender) {
    return of(scenario, contender).stream()
        .map(Measurement::faults)
        .reduce(Faults.NONE, Faults::plus);
  }

  /** The number of the last round, or 0. */
  public int lastRound() {
    return measurements.stream().mapToInt(m -> m.turn().round()).max().orElse(0);
  }

  /** Why a load is not measured here, or empty. */
  public String obstacle(ScenarioInfo scenario) {
    return scenario.minCpus() <= run.cpus()
        ? ""
        : "it takes %d CPUs, there are %d".formatted(scenario.minCpus(), run.cpus());
  }

  /**
   * Whether servers have numbers that were measured side by side, as often as they are to have
   * them, under all loads of a group.
   */
  public boolean isFinished(String group, Collection<String> contenders) {
    return hasRounds(group, contenders, Measurement::counts);
  }

  /** Whether there are rounds enough in which all servers have such measurements. */
  private boolean hasRounds(
      String group, Collection<String> contenders, Predicate<Measurement> such) {
    List<ScenarioInfo> scenarios =
        run.scenarios().stream().filter(info -> info.group().equals(group)).toList();
    Set<List<String>> wanted =
        scenarios.stream()
            .flatMap(
                info ->
                    info.contenders().stream()
                        .filter(contenders::contains)
                        .map(contender -> List.of(info.id(), contender)))
            .collect(Collectors.toSet());
    long rounds =
        measurements.stream()
            .filter(such)
            .collect(
                Collectors.groupingBy(
                    m -> m.turn().round(),
                    Collectors.mapping(
                        m -> List.of(m.turn().scenario(), m.turn().contender()),
                        Collectors.toSet())))
            .values()
            .stream()
            .filter(made -> made.containsAll(wanted))
            .count();
    return rounds >= scenarios.stream().mapToInt(ScenarioInfo::repetitions).max().orElse(0);
  }

  /**
   * The loads that a whole run has and this one lacks. Others may fail under a load: that is told,
   * and is a result. Roomcast is to have all of its numbers.
   */
  public List<ScenarioInfo> missing() {
    return run.scenarios().stream()
        .filter(info -> !info.extra() && obstacle(info).isEmpty())
        .filter(info -> !isComplete(info.group()))
        .toList();
  }

  private boolean isComplete(String group) {
    Set<String> planned =
        run.scenarios().stream()
            .filter(info -> info.group().equals(group))
            .flatMap(info -> info.contenders().stream())
            .collect(Collectors.toSet());
    Set<String> ours = planned.stream().filter(RunInfo::isRoomcast).collect(Collectors.toSet());
    return hasRounds(group, planned, measurement -> true) && isFinished(group, ours);
  }

  /** Whether it is what is published: nothing left out, no option changed. */
  public boolean isWhole() {
    return run.deviations().isEmpty() && missing().isEmpty();
  }
}
