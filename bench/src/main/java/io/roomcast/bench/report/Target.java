package io.roomcast.bench.report;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Spread;
import java.util.Optional;

/**
 * What is to be reached.
 *
 * @param title for people
 * @param question what is measured
 * @param bound which numbers are good
 * @param contender whose target it is
 */
record Target(String title, String contender, Question question, Bound bound) {

  /** What is asked of the results. */
  sealed interface Question {
    /** The answer, or empty if it was not measured. */
    Optional<Spread> answer(Results results, String contender);
  }

  /** A number against that of another server under the same load. */
  record AgainstPeer(String scenario, Metric metric, String peer) implements Question {
    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results.ratio(metric, scenario, contender, scenario, peer);
    }
  }

  /** A number against that of the same server under another load. */
  record AgainstItself(String scenario, Metric metric, String otherScenario) implements Question {
    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results.ratio(metric, scenario, contender, otherScenario, contender);
    }
  }

  /** A number as it is. */
  record Plain(String scenario, Metric metric) implements Question {
    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results.spread(scenario, contender, metric);
    }
  }

  /** How many messages went wrong, under all loads. */
  record AllFaults() implements Question {
    @Override
    public Optional<Spread> answer(Results results, String contender) {
      return results
          .faults(contender)
          .map(Faults::total)
          .map(Long::doubleValue)
          .map(total -> new Spread(total, total, total, 1));
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

    boolean holds(double number) {
      return atLeast ? number >= limit : number <= limit;
    }

    @Override
    public String toString() {
      return (atLeast ? "≥ " : "≤ ") + Numbers.plain(limit);
    }
  }

  /** The table row's last cell. */
  String verdict(Results results) {
    return question
        .answer(results, contender)
        .map(spread -> bound.holds(spread.median()) ? "met" : "**not met**")
        .orElse("not measured");
  }
}
