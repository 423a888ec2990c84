package io.roomcast.bench.report;

import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Spread;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a broadcast costs a cluster beyond its deliveries, in microseconds: the CPU time of all its
 * servers and of Redis, less that of one server alone with as many clients, in the same round.
 */
final class ClusterCost {
  private static final String EXPLANATION =
      """
      What the adapters and Redis cost: the CPU time of one broadcast on all servers and Redis together, less that of \
      the same broadcast on one server without Redis, in µs, round by round. It is the small difference of two large \
      numbers, the more so the more clients there are; where it is not above zero it is noise.

      """;

  private final Results results;

  ClusterCost(Results results) {
    this.results = results;
  }

  /** Over the rounds. */
  Optional<Spread> spread(String scenario, String contender) {
    return Spread.of(byRound(scenario, contender).values());
  }

  /** How two of them compare, round by round; there is no answer where one is noise. */
  Optional<Spread> ratio(String scenario, String contender, String otherScenario, String other) {
    if (isNoise(scenario, contender) || isNoise(otherScenario, other)) {
      return Optional.empty();
    }
    Map<Integer, Double> denominators = byRound(otherScenario, other);
    List<Double> ratios = new ArrayList<>();
    byRound(scenario, contender)
        .forEach(
            (round, cost) ->
                Optional.ofNullable(denominators.get(round))
                    .ifPresent(denominator -> ratios.add(cost / denominator)));
    return Spread.of(ratios);
  }

  /** Whether a cluster once seemed to cost no more than one server. */
  boolean isNoise(String scenario, String contender) {
    return byRound(scenario, contender).values().stream().anyMatch(cost -> cost <= 0);
  }

  /** A delivery costs so much more, and a broadcast has as many as there are clients. */
  private Map<Integer, Double> byRound(String scenario, String contender) {
    Optional<ScenarioInfo> info = results.scenario(scenario);
    String alone = info.map(ScenarioInfo::baseline).orElse("");
    int clients = info.map(ScenarioInfo::clients).orElse(0);
    return results.byRound(
        Metric.CPU_MICROS,
        scenario,
        contender,
        alone,
        contender,
        (cluster, server) -> (cluster - server) * clients);
  }

  /** Servers down and by the number of clients, nodes across; nothing where none was measured. */
  String section() {
    Map<Integer, Map<Integer, String>> loads = new TreeMap<>();
    for (ScenarioInfo info : results.run().scenarios()) {
      if (info.kind() == Kind.CLUSTER && !info.baseline().isEmpty()) {
        loads.computeIfAbsent(info.clients(), n -> new TreeMap<>()).put(info.nodes(), info.id());
      }
    }
    List<Integer> nodes =
        loads.values().stream().flatMap(row -> row.keySet().stream()).distinct().sorted().toList();
    List<String> titles = new ArrayList<>(List.of("server", "clients"));
    nodes.forEach(count -> titles.add(count + (count == 1 ? " node" : " nodes")));
    Table table = new Table(1, titles);
    boolean empty = true;
    for (ContenderInfo contender : results.run().contenders()) {
      for (Map.Entry<Integer, Map<Integer, String>> row : loads.entrySet()) {
        List<String> cells =
            new ArrayList<>(List.of(contender.title(), Numbers.text(row.getKey(), 0)));
        nodes.forEach(count -> cells.add(cell(row.getValue().get(count), contender)));
        if (cells.stream().skip(2).anyMatch(cell -> !cell.equals(Numbers.NONE))) {
          table.add(cells);
          empty = false;
        }
      }
    }
    return empty ? "" : "## What a cluster adds to a broadcast\n\n" + EXPLANATION + table + "\n";
  }

  private String cell(@Nullable String scenario, ContenderInfo contender) {
    return Optional.ofNullable(scenario)
        .flatMap(id -> spread(id, contender.id()))
        .map(cost -> Numbers.spread(cost, 0))
        .orElse(Numbers.NONE);
  }
}
