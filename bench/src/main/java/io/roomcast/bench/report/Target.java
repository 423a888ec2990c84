package io.roomcast.bench.report;

import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Spread;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What is to be reached.
 *
 * @param title for people
 * @param question what is measured
 * @param bound which numbers are good
 * @param contender whose target it is
 */
record Target(String title, String contender, Question question, Bound bound) {
  /** A generator that is busier than so many per cent is what limits the throughput. */
  static final double SATURATED = 90;

  /** What is asked of the results. */
  sealed interface Question {
    /** The answer, or empty if it was not measured. */
    Optional<Spread> answer(Results results, String contender);

    /** Ids of the loads that it is about, or none if it is about all of them. */
    List<String> scenarios();

    /** What the answer rests on, of the contender's own. */
    default List<Measurement> own(Results results, String contender) {
      return scenarios().stream().flatMap(id -> results.of(id, contender).stream()).toList();
    }

    /** Why the measurements cannot answer it, or empty. */
    default String doubt(Results results, String contender) {
      return "";
    }

    /** What a verdict has to be read with, or empty. */
    default String reservation(Results results, String contender, Spread answer) {
      int wanted =
          scenarios().stream()
              .flatMap(id -> results.scenario(id).stream())
              .mapToInt(ScenarioInfo::repetitions)
              .max()
              .orElse(answer.count());
      return answer.count() < wanted
          ? " (%d of %d repetitions)".formatted(answer.count(), wanted)
          : "";
    }
  }

  /** A number against that of another server under the same load. */
  record AgainstPeer(String scenario, Metric metric, String peer) implements Question {
    @Override
    public List<String> scenarios() {
      return List.of(scenario);
    }

    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results.ratio(metric, scenario, contender, scenario, peer);
    }
  }

  /** A number against that of the same server under another load. */
  record AgainstItself(String scenario, Metric metric, String otherScenario) implements Question {
    @Override
    public List<String> scenarios() {
      return List.of(scenario, otherScenario);
    }

    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results.ratio(metric, scenario, contender, otherScenario, contender);
    }
  }

  /** A number as it is. */
  record Plain(String scenario, Metric metric) implements Question {
    @Override
    public List<String> scenarios() {
      return List.of(scenario);
    }

    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results.spread(scenario, contender, metric);
    }
  }

  /**
   * What a broadcast costs a cluster beyond its deliveries, against another load, or another server
   * under the same one.
   *
   * @param other the other server, or empty
   */
  record OfCluster(String scenario, String otherScenario, Optional<String> other)
      implements Question {
    @Override
    public List<String> scenarios() {
      return Stream.of(scenario, otherScenario).distinct().toList();
    }

    /** The servers that are alone are among it. */
    @Override
    public List<Measurement> own(Results results, String contender) {
      return scenarios().stream()
          .flatMap(id -> results.scenario(id).stream())
          .flatMap(info -> Stream.of(info.id(), info.baseline()))
          .flatMap(id -> results.of(id, contender).stream())
          .toList();
    }

    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return new ClusterCost(results)
          .ratio(scenario, contender, otherScenario, other.orElse(contender));
    }

    @Override
    public String doubt(Results results, String contender) {
      ClusterCost cost = new ClusterCost(results);
      return cost.isNoise(scenario, contender)
              || cost.isNoise(otherScenario, other.orElse(contender))
          ? "the difference is not above zero in every round"
          : "";
    }
  }

  /** How many messages went wrong, under all loads. */
  record AllFaults() implements Question {
    @Override
    public List<String> scenarios() {
      return List.of();
    }

    @Override
    public List<Measurement> own(Results results, String contender) {
      return results.of(contender);
    }

    @Override
    public Optional<Spread> answer(Results results, String contender) {
      double total = own(results, contender).stream().mapToLong(m -> m.faults().total()).sum();
      return own(results, contender).isEmpty()
          ? Optional.empty()
          : Optional.of(new Spread(total, total, total, 1));
    }

    @Override
    public String reservation(Results results, String contender, Spread answer) {
      long missing =
          results.missing().stream()
              .filter(info -> info.contenders().contains(contender))
              .filter(info -> results.of(info.id(), contender).size() < info.repetitions())
              .count();
      return missing == 0 ? "" : " (other loads not measured: %d)".formatted(missing);
    }
  }

  /**
   * Which numbers are good.
   *
   * @param limit the last good one
   * @param atLeast whether larger ones are good, and not smaller ones
   */
  record Bound(double limit, boolean atLeast) {
    static Bound atMost(double limit) {
      return new Bound(limit, false);
    }

    static Bound atLeast(double limit) {
      return new Bound(limit, true);
    }

    /** Nothing is wanted: the number is told. */
    static Bound none() {
      return atLeast(Double.NEGATIVE_INFINITY);
    }

    boolean isNone() {
      return Double.isInfinite(limit);
    }

    boolean holds(double number) {
      return atLeast ? number >= limit : number <= limit;
    }

    @Override
    public String toString() {
      return isNone() ? "report" : (atLeast ? "≥ " : "≤ ") + Numbers.plain(limit);
    }
  }

  /**
   * The table row's last cell. A server that failed has not met its target, whatever it did the
   * other times; what cannot be measured here is no failure.
   */
  String verdict(Results results) {
    String obstacle = obstacle(results);
    if (!obstacle.isEmpty()) {
      return "not measurable: " + obstacle;
    }
    List<Measurement> own = question.own(results, contender);
    long failed = own.stream().filter(m -> !m.isMade()).count();
    if (failed > 0) {
      return "**not met**: %d of %d measurements failed".formatted(failed, own.size());
    }
    String doubt = question.doubt(results, contender);
    if (!doubt.isEmpty()) {
      return "not measurable: " + doubt;
    }
    return question
        .answer(results, contender)
        .map(spread -> verdict(spread, own) + question.reservation(results, contender, spread))
        .orElse("not measured");
  }

  private String verdict(Spread spread, List<Measurement> own) {
    if (bound.holds(spread.median())) {
      return bound.isNone() ? "reported" : "met";
    }
    OptionalDouble busy =
        own.stream()
            .flatMap(m -> Optional.ofNullable(m.metrics().get(Metric.GENERATOR_BUSY)).stream())
            .mapToDouble(Double::doubleValue)
            .max();
    return bound.atLeast() && busy.orElse(0) >= SATURATED
        ? "not measurable: the load generator was busy %.0f %% of the time"
            .formatted(busy.getAsDouble())
        : "**not met**";
  }

  private String obstacle(Results results) {
    return question.scenarios().stream()
        .flatMap(id -> results.scenario(id).stream())
        .map(results::obstacle)
        .filter(each -> !each.isEmpty())
        .findFirst()
        .orElse("");
  }
}
