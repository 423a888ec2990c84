package io.roomcast.bench.report;

import io.roomcast.bench.measure.Spread;
import io.roomcast.bench.report.Target.Bound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be reached by the parts: they cost what they reach, and not what there is besides.
 * "Like" is at most half as much again, since what is large lies further apart in memory, and
 * caches do not grow with it.
 */
final class PartTargets {
  private static final Bound LIKE = Bound.atMost(1.5);

  /** In a union of many rooms each member is in two of them, and is found twice. */
  private static final Bound TWICE = Bound.atMost(2);

  private static final String NOT_MEASURED =
      "not measured: `bench/jmh -rff docs/benchmarks/parts.json`, then `bench/run report`";

  /** One benchmark with some of its parameters. */
  private record Case(String group, String method, Map<String, String> parameters) {
    /** Per delivery, where there are any. */
    Optional<Spread> cpu(List<PartResult> results) {
      return results.stream()
          .filter(result -> result.group().equals(group) && result.method().equals(method))
          .filter(result -> result.parameters().entrySet().containsAll(parameters.entrySet()))
          .findFirst()
          .flatMap(
              result ->
                  result
                      .cpuSpread()
                      .map(spread -> spread.times(1 / result.deliveries().orElse(1.0))));
    }
  }

  private record PartTarget(String title, Case large, Case small, Bound bound) {
    /**
     * Every iteration of one over the median of the other: they do not belong to each other by
     * pairs.
     */
    Optional<Spread> ratio(List<PartResult> results) {
      return large
          .cpu(results)
          .flatMap(spread -> small.cpu(results).map(base -> spread.times(1 / base.median())));
    }

    List<String> row(Optional<Spread> ratio) {
      return List.of(
          title,
          large.group(),
          bound.toString(),
          ratio.map(spread -> Numbers.spread(spread, 2)).orElse(Numbers.NONE),
          ratio
              .map(spread -> bound.holds(spread.median()) ? "met" : "**not met**")
              .orElse(NOT_MEASURED));
    }
  }

  private static final List<PartTarget> ALL =
      List.of(
          rooms("10/1000", "1000"),
          rooms("10/100000", "100000"),
          new PartTarget(
              "CPU per delivery of a broadcast to 100 rooms against one",
              new Case("RoomSelection", "emitToUnion", Map.of("rooms", "100")),
              new Case("RoomSelection", "emitToUnion", Map.of("rooms", "1")),
              TWICE),
          new PartTarget(
              "CPU of an event's way to its listener, with 100 other events against none",
              event("100"),
              event("0"),
              LIKE));

  private PartTargets() {}

  private static PartTarget rooms(String many, String all) {
    return new PartTarget(
        "CPU of a broadcast to 10 of " + all + " against 10 of 10",
        new Case("RoomBroadcast", "emit", Map.of("room", many)),
        new Case("RoomBroadcast", "emit", Map.of("room", "10/10")),
        LIKE);
  }

  private static Case event(String otherEvents) {
    return new Case(
        "Dispatch",
        "event",
        Map.of("threads", "CALLER", "listeners", "1", "otherEvents", otherEvents));
  }

  /** Rows of the table of targets, measured or not: title, class, bound, ratio, verdict. */
  static List<List<String>> rows(List<PartResult> results) {
    return ALL.stream().map(target -> target.row(target.ratio(results))).toList();
  }

  /** Those that were measured. */
  static List<List<String>> measured(List<PartResult> results) {
    List<List<String>> rows = new ArrayList<>();
    for (PartTarget target : ALL) {
      Optional<Spread> ratio = target.ratio(results);
      if (ratio.isPresent()) {
        rows.add(target.row(ratio));
      }
    }
    return rows;
  }
}
