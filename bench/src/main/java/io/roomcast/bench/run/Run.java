package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.process.ProcessException;
import io.roomcast.bench.report.Report;
import io.roomcast.bench.report.ResultFile;
import io.roomcast.bench.report.RunInfo;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A whole run. The servers take turns: within a repetition all are measured under a load, one after
 * the other, and each repetition begins with the next one.
 */
public final class Run {
  private static final double MILLIS_PER_MINUTE = 60_000;

  private final Options options;
  private final Path module;
  private final PrintStream out;
  private final Pinning pinning = Pinning.ofThisMachine();
  private final Jvm jvm;
  private final Contenders contenders;

  /**
   * A run.
   *
   * @param module the folder of the bench
   * @param out told how it goes
   */
  public Run(Options options, Path module, PrintStream out) {
    this.options = options;
    this.module = module;
    this.out = out;
    jvm = new Jvm(options.jvmFlags());
    contenders = new Contenders(module, jvm);
  }

  /** Prints what can be chosen. */
  public static void list(PrintStream out) {
    out.println("loads:");
    for (Scenario scenario : Suite.full()) {
      out.printf("  %-22s %s%n", scenario.id(), scenario.info().title());
    }
    out.println("servers:");
    for (Contender contender : Contender.values()) {
      out.printf("  %-24s %s%n", contender.id(), contender.title());
    }
  }

  /**
   * Measures, and writes the report. Blocks.
   *
   * @param command what was typed
   * @return the page
   * @throws IllegalStateException if the system does not tell about processes as Linux does
   */
  public Path run(String command) {
    Proc proc = Proc.ofThisMachine();
    if (!proc.isAvailable()) {
      throw new IllegalStateException("CPU times are read from /proc, which is not there");
    }
    List<Scenario> wanted = options.suite();
    List<ContenderInfo> fetched = fetch(wanted);
    List<Contender> available =
        fetched.stream().flatMap(info -> Contender.named(info.id()).stream()).toList();
    List<Scenario> suite = wanted.stream().map(s -> s.withContenders(available)).toList();
    Path output = options.output(module);
    RunInfo info =
        new RunInfo(
            OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString(),
            command,
            Environment.of(proc, pinning, jvm, options.quick()),
            options.maxForeignShare(),
            fetched,
            suite.stream().map(Scenario::info).toList());
    out.printf(
        Locale.ROOT,
        "about %.0f minutes%n",
        Math.ceil(suite.stream().mapToLong(Scenario::estimatedMillis).sum() / MILLIS_PER_MINUTE));
    Path results = output.resolve("results.jsonl");
    ResultFile file = ResultFile.begin(results, info);
    Path logs = module.resolve("target").resolve("bench-logs");
    Trial trial = new Trial(contenders, pinning, logs, options.maxForeignShare());
    for (Scenario scenario : suite) {
      measure(scenario, trial, file);
    }
    return Report.write(ResultFile.read(results), output);
  }

  /** Those that can be had: without the network a run goes on with fewer. */
  private List<ContenderInfo> fetch(List<Scenario> suite) {
    out.println("fetching the peers");
    List<ContenderInfo> fetched = new ArrayList<>();
    suite.stream()
        .flatMap(scenario -> scenario.contenders().stream())
        .distinct()
        .sorted()
        .forEach(
            contender -> {
              try {
                String version = contenders.version(contender);
                fetched.add(new ContenderInfo(contender.id(), contender.title(), version));
              } catch (ProcessException e) {
                out.println("without " + contender.id() + ": " + e.getMessage());
              }
            });
    return fetched;
  }

  private void measure(Scenario scenario, Trial trial, ResultFile file) {
    out.printf("%s: %s%n", scenario.id(), scenario.info().title());
    List<Contender> all = scenario.contenders();
    for (int repetition = 1; repetition <= scenario.repetitions(); repetition++) {
      for (int turn = 0; turn < all.size(); turn++) {
        Contender contender = all.get((turn + repetition - 1) % all.size());
        Measurement measurement = trial.run(scenario, contender, repetition);
        file.add(measurement);
        out.println(line(contender, measurement));
      }
    }
  }

  private static String line(Contender contender, Measurement measurement) {
    StringBuilder line = new StringBuilder("  %-24s".formatted(contender.id()));
    for (Metric metric : Metric.values()) {
      Double value = measurement.metrics().get(metric);
      if (value != null) {
        line.append(
            String.format(Locale.ROOT, " %s %." + metric.decimals() + "f,", metric.title(), value));
      }
    }
    line.append(" windows %d+%d".formatted(measurement.kept(), measurement.dropped()));
    if (measurement.faults().total() > 0) {
      line.append(' ').append(measurement.faults());
    }
    if (!measurement.problem().isEmpty()) {
      line.append(' ').append(measurement.problem());
    }
    return line.toString();
  }
}
