package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.report.Published;
import io.roomcast.bench.report.ResultFile;
import io.roomcast.bench.report.Results;
import io.roomcast.bench.report.RunInfo;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run: it measures what has not been measured yet of the same sources on the same machine with
 * the same options, and reports on all of it. What was measured is kept in {@code target/results}.
 */
public final class Run {
  private final Options options;
  private final Path module;
  private final PrintStream out;
  private final Proc proc = Proc.ofThisMachine();
  private final Pinning pinning = Pinning.of(proc.allowedCpus());
  private final Jvm jvm;
  private final Contenders contenders;
  private final Map<Contender, String> obstacles = obstacles();

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
    jvm = new Jvm(options.jvmFlags(), options.otherJdk());
    contenders = new Contenders(module, jvm);
  }

  /** Prints what can be chosen. */
  public static void list(PrintStream out) {
    out.println("loads:");
    for (Scenario scenario : Suite.usual()) {
      String extra = scenario.info().extra() ? " (only where asked for)" : "";
      out.printf("  %-22s %s%s%n", scenario.id(), scenario.info().title(), extra);
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
   * @throws IllegalStateException if the system does not tell about processes as Linux does, or
   *     something is missing without which not all can be measured that was asked for
   */
  public Path run(String command) {
    if (!proc.isAvailable()) {
      throw new IllegalStateException("CPU times are read from /proc, which is not there");
    }
    List<Scenario> wanted = possible(options.suite());
    obstacles.forEach((contender, why) -> out.println("without " + contender.id() + ": " + why));
    out.println("fetching the peers");
    List<ContenderInfo> fetched = new Needs(contenders, proc).fetch(wanted);
    Deadline deadline = Deadline.in(options.most(), System::nanoTime);
    RunInfo info = info(command, wanted, fetched);
    ResultFile file = ResultFile.resume(resultsOf(info), info);
    List<Group> groups = groups(wanted, file.results());
    Path logs = module.resolve("target").resolve("bench-logs");
    Trial trial = new Trial(contenders, pinning, logs, options.maxForeignShare());
    new Tour(trial::run, file, out).run(groups, deadline);
    return report(file.results());
  }

  private RunInfo info(String command, List<Scenario> wanted, List<ContenderInfo> fetched) {
    Set<ScenarioInfo> scenarios = new LinkedHashSet<>();
    for (Scenario scenario : possible(options.all())) {
      boolean named = wanted.stream().anyMatch(each -> each.id().equals(scenario.id()));
      if (named || !scenario.info().extra()) {
        scenarios.add(scenario.info());
      }
    }
    Map<String, String> environment = Environment.of(module, proc, pinning, jvm, options.quick());
    obstacles.forEach(
        (contender, why) ->
            environment.put("without " + contender.title(), "it cannot run on this machine"));
    return new RunInfo(
        List.of(command),
        environment,
        options.deviations(),
        pinning.cpus(),
        options.maxForeignShare(),
        fetched,
        List.copyOf(scenarios));
  }

  /** A file of its own for all that is not to be mixed. */
  private Path resultsOf(RunInfo info) {
    Path folder = module.resolve("target").resolve("results");
    return folder.resolve(info.key() + ".jsonl");
  }

  private Path report(Results results) {
    Path folder = options.output(module, results.isWhole());
    Path page = Published.write(results, folder, module);
    List<String> missing = results.missing().stream().map(ScenarioInfo::id).toList();
    if (!missing.isEmpty()) {
      out.println("not measured, or not on all servers: " + String.join(", ", missing));
    }
    return page;
  }

  /** The loads without those servers that cannot run on this machine. */
  private List<Scenario> possible(List<Scenario> scenarios) {
    List<Contender> others =
        Stream.of(Contender.values()).filter(each -> !obstacles.containsKey(each)).toList();
    return scenarios.stream().map(scenario -> scenario.possibleOn(others)).toList();
  }

  private static Map<Contender, String> obstacles() {
    Map<Contender, String> obstacles = new EnumMap<>(Contender.class);
    for (Contender contender : Contender.values()) {
      Contenders.obstacle(contender).ifPresent(why -> obstacles.put(contender, why));
    }
    return obstacles;
  }

  /** What is left to be measured, by groups. */
  private List<Group> groups(List<Scenario> wanted, Results before) {
    Map<String, List<Scenario>> groups = new LinkedHashMap<>();
    for (Scenario scenario : wanted) {
      if (!before.obstacle(scenario.info()).isEmpty()) {
        out.println("without " + scenario.id() + ": " + before.obstacle(scenario.info()));
      } else if (!scenario.contenders().isEmpty()) {
        groups.computeIfAbsent(scenario.info().group(), name -> new ArrayList<>()).add(scenario);
      }
    }
    return groups.entrySet().stream()
        .map(entry -> new Group(entry.getKey(), entry.getValue()))
        .filter(group -> options.again() || !before.isFinished(group.name(), group.contenderIds()))
        .toList();
  }
}
