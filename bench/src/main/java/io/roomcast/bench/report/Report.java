package io.roomcast.bench.report;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
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

  private static final List<Metric> TRAFFIC =
      List.of(
          Metric.CPU_MICROS,
          Metric.THROUGHPUT,
          Metric.P50_MICROS,
          Metric.P99_MICROS,
          Metric.P999_MICROS);
  private static final List<Metric> CORES =
      List.of(Metric.THROUGHPUT, Metric.CPU_MICROS, Metric.SERVER_CORES, Metric.GENERATOR_CORES);
  private static final List<Metric> MEMORY =
      List.of(Metric.HEAP_BYTES, Metric.RESIDENT_BYTES, Metric.HEARTBEAT_MICROS);

  private final Results results;
  private final RunInfo run;
  private final Map<String, String> charts = new TreeMap<>();

  private Report(Results results) {
    this.results = results;
    this.run = results.run();
  }

  /**
   * Writes the page and its charts.
   *
   * @param folder where they go; it is made if it is not there
   * @return the page
   */
  public static Path write(Results results, Path folder) {
    try {
      Report report = new Report(results);
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
    page.append("Made by `").append(run.command()).append("` on ").append(run.date());
    page.append(" from [results.jsonl](results.jsonl). Do not edit it.\n\n");
    page.append(environment()).append('\n');
    page.append("## Targets\n\n").append(targets()).append('\n');
    for (ScenarioInfo scenario : run.scenarios()) {
      page.append("## ").append(scenario.title()).append("\n\n");
      page.append(scenario.text()).append("\n\n");
      page.append(chart(scenario));
      page.append(table(scenario)).append('\n');
    }
    return page.append(problems()).toString();
  }

  private String environment() {
    Table table = new Table(2, List.of("", "this run"));
    run.environment().forEach((name, value) -> table.add(List.of(name, value)));
    for (ContenderInfo contender : run.contenders()) {
      table.add(List.of(contender.title(), contender.version()));
    }
    return table
        + "\nNumbers are medians over the repetitions, with the smallest and the largest. Ratios are taken"
        + " repetition by repetition. Windows in which other processes used more than "
        + Numbers.text(100 * run.maxForeignShare(), 0)
        + " % of one CPU are dropped.\n";
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
                  .orElse("–"),
              target.verdict(results)));
    }
    return table.toString();
  }

  private static List<Metric> metrics(ScenarioInfo scenario) {
    return switch (scenario.kind()) {
      case TRAFFIC -> TRAFFIC;
      case CORES -> CORES;
      case MEMORY -> MEMORY;
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
                  chart.add(contender.title(), spread, metric.decimals(), accent(contender.id())));
    }
    if (chart.isEmpty()) {
      return "";
    }
    String file = scenario.id() + ".svg";
    charts.put(file, chart.svg());
    return "![%s](%s)\n\n".formatted(scenario.title(), file);
  }

  private static BarChart.Accent accent(String contender) {
    return contender.startsWith("roomcast")
        ? BarChart.Accent.OURS
        : contender.startsWith("nio") ? BarChart.Accent.LIMIT : BarChart.Accent.PEER;
  }

  private String table(ScenarioInfo scenario) {
    List<Metric> metrics = metrics(scenario);
    List<String> titles = new ArrayList<>(List.of("server"));
    metrics.forEach(metric -> titles.add(metric.title()));
    titles.add(metrics.get(0).title() + " × " + REFERENCE);
    titles.addAll(List.of("faults", "windows", "dropped"));
    Table table = new Table(1, titles);
    for (ContenderInfo contender : run.contenders()) {
      List<Measurement> all = results.of(scenario.id(), contender.id());
      if (!all.isEmpty()) {
        table.add(row(scenario, contender, metrics, all));
      }
    }
    return table.toString();
  }

  private List<String> row(
      ScenarioInfo scenario, ContenderInfo contender, List<Metric> metrics, List<Measurement> all) {
    List<String> cells = new ArrayList<>(List.of(contender.title()));
    for (Metric metric : metrics) {
      cells.add(
          results
              .spread(scenario.id(), contender.id(), metric)
              .map(spread -> Numbers.spread(spread, metric.decimals()))
              .orElse("–"));
    }
    cells.add(
        results
            .ratio(metrics.get(0), scenario.id(), contender.id(), scenario.id(), REFERENCE)
            .map(spread -> Numbers.spread(spread, 2))
            .orElse("–"));
    cells.add(String.valueOf(results.faults(scenario.id(), contender.id()).total()));
    cells.add(String.valueOf(all.stream().mapToInt(Measurement::kept).sum()));
    cells.add(String.valueOf(all.stream().mapToInt(Measurement::dropped).sum()));
    return cells;
  }

  /** What else is to be known, which is nothing where all went well. */
  private String problems() {
    StringBuilder text = new StringBuilder();
    for (Measurement measurement : results.measurements()) {
      String where =
          "- %s, %s, repetition %d: "
              .formatted(measurement.scenario(), measurement.contender(), measurement.repetition());
      if (!measurement.problem().isEmpty()) {
        text.append(where).append(firstLine(measurement.problem())).append('\n');
      } else if (measurement.faults().total() > 0) {
        text.append(where).append(text(measurement.faults())).append('\n');
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
