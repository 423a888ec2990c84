package io.roomcast.bench.report;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes {@code report.md} and its charts from results. Nothing in them comes from elsewhere. */
public final class Report {
  /** Whose numbers the others are divided by. */
  private static final String REFERENCE = "roomcast-netty";

  private static final double PERCENT = 100;
  private static final String NOT_COMPARABLE =
      "\n\\* without Engine.IO: a connection is a WebSocket and no more, with no handshake, session,"
          + " namespace and heartbeat. It is no comparison.\n";

  private static final List<Metric> TRAFFIC =
      List.of(
          Metric.CPU_MICROS,
          Metric.DRIFT,
          Metric.THROUGHPUT,
          Metric.P50_MICROS,
          Metric.P99_MICROS,
          Metric.P999_MICROS,
          Metric.SERVER_CORES,
          Metric.GENERATOR_BUSY);
  private static final List<Metric> CORES =
      List.of(
          Metric.THROUGHPUT,
          Metric.CPU_MICROS,
          Metric.DRIFT,
          Metric.SERVER_CORES,
          Metric.GENERATOR_CORES,
          Metric.GENERATOR_BUSY);
  private static final List<Metric> FAIRNESS =
      List.of(
          Metric.P50_MICROS,
          Metric.P99_MICROS,
          Metric.P999_MICROS,
          Metric.MAX_MICROS,
          Metric.THROUGHPUT,
          Metric.SERVER_CORES,
          Metric.GENERATOR_BUSY);
  private static final List<Metric> MEMORY =
      List.of(
          Metric.HEAP_BYTES,
          Metric.RESIDENT_BYTES,
          Metric.CONNECTION_SECOND_MICROS,
          Metric.HEARTBEAT_MICROS);
  private static final List<Metric> SOAK =
      List.of(
          Metric.CPU_MICROS,
          Metric.DRIFT,
          Metric.LONGEST_PAUSE_MICROS,
          Metric.PAUSES,
          Metric.PAUSED,
          Metric.HEAP_GROWTH_KIB,
          Metric.P99_MICROS,
          Metric.P999_MICROS,
          Metric.MAX_MICROS);

  private final Results results;
  private final RunInfo run;
  private final Map<String, String> charts = new TreeMap<>();

  private final List<PartResult> parts;

  private Report(Results results, List<PartResult> parts) {
    this.results = results;
    this.run = results.run();
    this.parts = parts;
  }

  /**
   * Writes the page and its charts, with the targets of the parts where their results are in the
   * folder.
   *
   * @param folder where they go; it is made if it is not there
   * @return the page
   */
  public static Path write(Results results, Path folder) {
    try {
      Report report = new Report(results, PartResult.readIfThere(folder.resolve("parts.json")));
      String page = report.page();
      Files.createDirectories(folder);
      for (Map.Entry<String, String> chart : report.charts.entrySet()) {
        Files.writeString(folder.resolve(chart.getKey()), chart.getValue());
      }
      return Files.writeString(folder.resolve("report.md"), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String page() {
    StringBuilder page = new StringBuilder("# Benchmark report\n\n");
    page.append("Made by `").append(String.join("`, `", run.commands())).append('`');
    page.append(results.dates().map(dates -> " on " + dates).orElse(""));
    page.append(
        " from [results.jsonl](results.jsonl). Do not edit it. What the figures mean, and do");
    page.append(" not mean, is told in [README.md](README.md).\n\n");
    page.append(reservations());
    page.append(environment()).append('\n');
    page.append("## Targets\n\n").append(targets()).append('\n');
    page.append(new ClusterCost(results).section());
    for (ScenarioInfo scenario : run.scenarios()) {
      if (results.isMeasured(scenario)) {
        page.append("## ").append(scenario.title()).append("\n\n");
        page.append(scenario.text()).append("\n\n");
        page.append(chart(scenario));
        page.append(table(scenario)).append('\n');
      }
    }
    return page.append(problems()).toString().stripTrailing() + "\n";
  }

  /** What makes it less than a whole run. */
  private String reservations() {
    StringBuilder text = new StringBuilder();
    if (!run.deviations().isEmpty()) {
      text.append("**Not a whole run:** measured with `");
      text.append(String.join(" ", run.deviations())).append("`.\n\n");
    }
    List<String> missing = results.missing().stream().map(ScenarioInfo::id).toList();
    if (!missing.isEmpty()) {
      text.append("**Not a whole run:** not measured, or not on all servers: ");
      text.append(String.join(", ", missing)).append(".\n\n");
    }
    for (ScenarioInfo scenario : run.scenarios()) {
      String obstacle = results.obstacle(scenario);
      if (!obstacle.isEmpty()) {
        text.append("Not measured: ").append(scenario.id()).append(", since ").append(obstacle);
        text.append(".\n\n");
      }
    }
    return text.toString();
  }

  private String environment() {
    Table table = new Table(2, List.of("", "this run"));
    run.environment().forEach((name, value) -> table.add(List.of(name, value)));
    for (ContenderInfo contender : run.contenders()) {
      table.add(List.of(contender.title(), contender.version()));
    }
    return table
        + "\nNumbers are medians over the repetitions, with the smallest and the largest. Ratios are taken"
        + " round by round, between what was measured side by side. Windows in which other processes used"
        + " more than "
        + Numbers.text(PERCENT * run.maxForeignShare(), 0)
        + " % of one CPU are dropped, with their latencies.\n";
  }

  private String targets() {
    Table table = new Table(2, List.of("target", "server", "wanted", "measured", "verdict"));
    for (Target target : Targets.ALL) {
      table.add(
          List.of(
              target.title(),
              target.contender(),
              target.bound().toString(),
              target
                  .question()
                  .answer(results, target.contender())
                  .map(spread -> Numbers.spread(spread, spread.median() < 100 ? 2 : 0))
                  .orElse(Numbers.NONE),
              target.verdict(results)));
    }
    PartTargets.rows(parts).forEach(table::add);
    return table.toString();
  }

  private static List<Metric> metrics(ScenarioInfo scenario) {
    return switch (scenario.kind()) {
      case TRAFFIC, CONNECT, CLUSTER -> TRAFFIC;
      case CORES -> CORES;
      case FAIRNESS -> FAIRNESS;
      case MEMORY -> MEMORY;
      case SOAK -> SOAK;
    };
  }

  private String chart(ScenarioInfo scenario) {
    Metric metric = metrics(scenario).get(0);
    BarChart chart = new BarChart(scenario.title() + ": " + metric.title());
    for (ContenderInfo contender : run.contenders()) {
      results
          .spread(scenario.id(), contender.id(), metric)
          .ifPresent(
              spread ->
                  chart.add(
                      title(scenario, contender),
                      spread,
                      metric.decimals(),
                      accent(contender.id())));
    }
    if (chart.isEmpty()) {
      return "";
    }
    String file = scenario.id() + ".svg";
    charts.put(file, chart.svg());
    return "![%s](%s)\n\n".formatted(scenario.title(), file);
  }

  private static BarChart.Accent accent(String contender) {
    return RunInfo.isRoomcast(contender)
        ? BarChart.Accent.OURS
        : contender.startsWith("nio") ? BarChart.Accent.LIMIT : BarChart.Accent.PEER;
  }

  /** A connection without Engine.IO has no handshake, session, namespace and heartbeat. */
  private static boolean isComparable(ScenarioInfo scenario, ContenderInfo contender) {
    boolean ofConnections = scenario.kind() == Kind.CONNECT || scenario.kind() == Kind.MEMORY;
    return contender.speaksSocketIo() || !ofConnections;
  }

  private static String title(ScenarioInfo scenario, ContenderInfo contender) {
    return contender.title() + (isComparable(scenario, contender) ? "" : " *");
  }

  private String table(ScenarioInfo scenario) {
    List<Metric> metrics = metrics(scenario);
    List<String> titles = new ArrayList<>(List.of("server"));
    metrics.forEach(metric -> titles.add(metric.title()));
    titles.add(metrics.get(0).title() + " × " + REFERENCE);
    if (!scenario.baseline().isEmpty()) {
      titles.add("× " + scenario.baseline());
    }
    titles.addAll(List.of("faults", "repetitions", "windows", "dropped"));
    Table table = new Table(1, titles);
    boolean marked = false;
    for (ContenderInfo contender : run.contenders()) {
      List<Measurement> all = results.of(scenario.id(), contender.id());
      if (!all.isEmpty()) {
        table.add(row(scenario, contender, metrics, all));
        marked |= !isComparable(scenario, contender);
      }
    }
    return table + (marked ? NOT_COMPARABLE : "");
  }

  private List<String> row(
      ScenarioInfo scenario, ContenderInfo contender, List<Metric> metrics, List<Measurement> all) {
    List<String> cells = new ArrayList<>(List.of(title(scenario, contender)));
    for (Metric metric : metrics) {
      cells.add(
          results
              .spread(scenario.id(), contender.id(), metric)
              .map(spread -> Numbers.spread(spread, metric.decimals()))
              .orElse(Numbers.NONE));
    }
    Metric merit = metrics.get(0);
    cells.add(
        isComparable(scenario, contender)
            ? ratio(merit, scenario, contender, scenario.id(), REFERENCE)
            : Numbers.NONE);
    if (!scenario.baseline().isEmpty()) {
      cells.add(ratio(merit, scenario, contender, scenario.baseline(), contender.id()));
    }
    cells.add(String.valueOf(results.faults(scenario.id(), contender.id()).total()));
    cells.add(repetitions(scenario, all, merit));
    cells.add(String.valueOf(all.stream().mapToInt(Measurement::kept).sum()));
    cells.add(String.valueOf(all.stream().mapToInt(Measurement::dropped).sum()));
    return cells;
  }

  private String ratio(
      Metric metric,
      ScenarioInfo scenario,
      ContenderInfo contender,
      String otherScenario,
      String other) {
    return results
        .ratio(metric, scenario.id(), contender.id(), otherScenario, other)
        .map(spread -> Numbers.spread(spread, 2))
        .orElse(Numbers.NONE);
  }

  /** How many of them have a number. */
  private static String repetitions(ScenarioInfo scenario, List<Measurement> all, Metric merit) {
    long good = all.stream().filter(m -> m.metrics().containsKey(merit)).count();
    return good >= scenario.repetitions()
        ? String.valueOf(good)
        : "**%d of %d**".formatted(good, scenario.repetitions());
  }

  /** What else is to be known, which is nothing where all went well. */
  private String problems() {
    StringBuilder text = new StringBuilder();
    for (Measurement measurement : results.measurements()) {
      String where =
          "- %s, %s, repetition %d: "
              .formatted(
                  measurement.turn().scenario(),
                  measurement.turn().contender(),
                  measurement.turn().repetition());
      if (!measurement.isMade()) {
        text.append(where).append(firstLine(measurement.problem())).append('\n');
      } else if (measurement.faults().total() > 0) {
        text.append(where).append(text(measurement.faults())).append('\n');
      } else if (measurement.kept() == 0) {
        text.append(where).append("others used the CPU in all windows\n");
      }
    }
    return text.isEmpty() ? "" : "## What went wrong\n\n" + text;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  private static String text(Faults faults) {
    return "%d lost, %d reordered, %d duplicated, %d corrupt, %d stuck, %d disconnected"
        .formatted(
            faults.lost(),
            faults.reordered(),
            faults.duplicated(),
            faults.corrupt(),
            faults.stuck(),
            faults.disconnected());
  }
}
