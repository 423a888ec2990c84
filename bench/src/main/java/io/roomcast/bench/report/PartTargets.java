package io.roomcast.bench.report;

import io.roomcast.bench.measure.Spread;
import io.roomcast.bench.report.Target.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be reached by the parts. A broadcast costs what the members cost whom it reaches: ten
 * out of many like ten out of ten. "Like" is at most half as much again, since the members of a
 * large namespace lie further apart in memory, and caches do not grow with it.
 */
final class PartTargets {
  private static final Bound LIKE = Bound.atMost(1.5);
  private static final String CLASS = "RoomBroadcast";
  private static final String ALONE = "10/10";
  private static final List<String> AMONG_MANY = List.of("10/1000", "10/100000");

  private PartTargets() {}

  /**
   * A row of the table of targets for each that was measured: title, class, bound, ratio, verdict.
   */
  static List<List<String>> rows(List<PartResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (String many : AMONG_MANY) {
      ratio(results, many)
          .ifPresent(
              ratio ->
                  rows.add(
                      List.of(
                          "CPU of a broadcast to "
                              + many.replace("/", " of ")
                              + " against 10 of 10",
                          CLASS,
                          LIKE.toString(),
                          Numbers.spread(ratio, 2),
                          LIKE.holds(ratio.median()) ? "met" : "**not met**")));
    }
    return rows;
  }

  /**
   * Every iteration of one over the median of the other: they do not belong to each other by pairs.
   */
  private static Optional<Spread> ratio(List<PartResult> results, String many) {
    Optional<Spread> alone = cpu(results, ALONE);
    return cpu(results, many)
        .flatMap(
            spread ->
                alone.map(
                    base ->
                        new Spread(
                            spread.median() / base.median(),
                            spread.min() / base.median(),
                            spread.max() / base.median(),
                            spread.count())));
  }

  private static Optional<Spread> cpu(List<PartResult> results, String room) {
    return results.stream()
        .filter(result -> result.group().equals(CLASS) && result.method().equals("emit"))
        .filter(result -> room.equals(result.parameters().get("room")))
        .findFirst()
        .flatMap(result -> Optional.ofNullable(result.others().get("cpu.norm")))
        .flatMap(PartResult.Metric::spread);
  }
}
