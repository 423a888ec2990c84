package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Jvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param quick the small loads
 * @param scenarios ids of the loads, or none for all
 * @param contenders the servers, or none for all
 * @param repetitions how often, or empty for the loads' own numbers
 * @param maxForeignShare windows in which others used more of one CPU are dropped
 * @param output where results and report go
 * @param jvmFlags what servers on the JVM are started with
 */
public record Options(
    boolean quick,
    List<String> scenarios,
    List<Contender> contenders,
    Optional<Integer> repetitions,
    double maxForeignShare,
    Optional<Path> output,
    List<String> jvmFlags) {

  /** How the command is used. */
  public static final String USAGE =
      """
      bench/run [options]          measures, and writes the report
      bench/run report [folder]    writes the report anew from its results.jsonl

        --quick                    small loads, about 5 minutes, to bench/target/report
        --scenarios <id,id,…>      only these loads
        --servers <id,id,…>        only these servers
        --repetitions <number>     instead of each load's own
        --max-foreign <share>      drop windows in which others used more of one CPU; default 0.1
        --jvm <flag,flag,…>        flags of all servers on the JVM; default %s
        --out <folder>             where the report goes; default docs/benchmarks, or bench/target/report
                                   where --quick, --scenarios or --servers is given
        --list                     what loads and servers there are
      """
          .formatted(String.join(",", Jvm.DEFAULT_FLAGS));

  private static final double MAX_FOREIGN_SHARE = 0.1;
  private static final int MAX_REPETITIONS = 1000;

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for the person who typed it
   */
  public static Options of(String[] args) {
    boolean quick = false;
    List<String> scenarios = List.of();
    List<Contender> contenders = List.of();
    Optional<Integer> repetitions = Optional.empty();
    double maxForeignShare = MAX_FOREIGN_SHARE;
    Optional<Path> output = Optional.empty();
    List<String> jvmFlags = Jvm.DEFAULT_FLAGS;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--quick")) {
        quick = true;
        continue;
      }
      String value = i + 1 < args.length ? args[i + 1] : "";
      if (value.isEmpty()) {
        throw new IllegalArgumentException("A value is missing after " + args[i] + ".");
      }
      switch (args[i++]) {
        case "--scenarios" -> scenarios = knownScenarios(value);
        case "--servers" -> contenders = knownContenders(value);
        case "--repetitions" -> repetitions = Optional.of(count(value));
        case "--max-foreign" -> maxForeignShare = positive(value);
        case "--jvm" -> jvmFlags = List.of(value.split(",", -1));
        case "--out" -> output = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException("There is no option " + args[i - 1] + ".");
      }
    }
    return new Options(
        quick, scenarios, contenders, repetitions, maxForeignShare, output, jvmFlags);
  }

  /** The loads that were asked for, with the servers that were asked for. */
  List<Scenario> suite() {
    List<Scenario> chosen = new ArrayList<>();
    for (Scenario scenario : quick ? Suite.quick() : Suite.full()) {
      if (scenarios.isEmpty() || scenarios.contains(scenario.id())) {
        Scenario fewer = contenders.isEmpty() ? scenario : scenario.withContenders(contenders);
        chosen.add(repetitions.map(fewer::withRepetitions).orElse(fewer));
      }
    }
    return chosen;
  }

  /** Where the report goes: only a whole run takes the place of the published one. */
  Path output(Path module) {
    boolean whole = !quick && scenarios.isEmpty() && contenders.isEmpty();
    Path project = module.toAbsolutePath().getParent();
    Path own = module.resolve("target").resolve("report");
    return output.orElseGet(
        () -> whole && project != null ? project.resolve("docs").resolve("benchmarks") : own);
  }

  private static List<String> knownScenarios(String value) {
    List<String> known = Suite.full().stream().map(Scenario::id).toList();
    List<String> ids = List.of(value.split(",", -1));
    for (String id : ids) {
      if (!known.contains(id)) {
        throw new IllegalArgumentException(
            "There is no load " + id + ", only " + String.join(", ", known) + ".");
      }
    }
    return ids;
  }

  private static List<Contender> knownContenders(String value) {
    List<Contender> known = new ArrayList<>();
    for (String id : value.split(",", -1)) {
      known.add(
          Contender.named(id)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "There is no server %s, only %s."
                              .formatted(id, String.join(", ", Contender.ids())))));
    }
    return known;
  }

  private static int count(String value) {
    double number = positive(value);
    if (number != Math.rint(number) || number > MAX_REPETITIONS) {
      throw new IllegalArgumentException("\"" + value + "\" is not a number of repetitions.");
    }
    return (int) number;
  }

  private static double positive(String value) {
    try {
      double number = Double.parseDouble(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("\"" + value + "\" is not a positive number.");
  }
}
