package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.contender.Profile;
import io.roomcast.bench.report.Published;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was asked for.
 *
 * @param quick the small loads
 * @param only ids of loads, or what they begin with, or none for all
 * @param contenders the servers, or none for all
 * @param again whether to measure what was measured before
 * @param most no load is begun that would end later, or empty; without the time to fetch the peers
 * @param repetitions how often, or empty for the loads' own numbers
 * @param maxForeignShare windows in which others used more of one CPU are dropped
 * @param output where the report goes
 * @param jvmFlags what servers on the JVM are started with, or none for the profiles' own
 * @param otherJdk a JDK to compare with
 * @param soakMinutes how long the long load is
 */
public record Options(
    boolean quick,
    List<String> only,
    List<Contender> contenders,
    boolean again,
    Optional<Duration> most,
    Optional<Integer> repetitions,
    double maxForeignShare,
    Optional<Path> output,
    List<String> jvmFlags,
    Optional<Path> otherJdk,
    int soakMinutes) {

  /** How the command is used. */
  public static final String USAGE =
      """
      bench/run [options]          measures what has not been measured yet, and writes the report
      bench/run report [folder]    writes the report anew from its results.jsonl

      What is measured:
        --only <load,load,…>       only these loads, by their ids or what those begin with: broadcast,echo;
                                   those that are compared with them are measured too
        --servers <id,id,…>        only these servers; without it, all of them have to be there
        --again                    what has been measured before, too
        --minutes <number>         from when the peers are fetched: begin no load that would not be over by
                                   then; the same command again measures the rest; default 15 with --quick,
                                   and otherwise no limit
        --other-jdk <folder>       compare with this JDK: adds the loads jdk-…
        --soak-minutes <number>    how long the load soak goes on, which is measured only by --only soak; default 60
        --list                     what loads and servers there are

      How (results of different choices here are kept apart, and never published as a whole run):
        --quick                    small loads, to see that everything works
        --repetitions <number>     instead of each load's own
        --max-foreign <share>      drop windows in which others used more of one CPU; default 0.1
        --jvm <flag,flag,…>        flags of servers on the JVM, but where memory is measured; default
                                   %s

      Where to:
        --out <folder>             default docs/benchmarks for a whole run, otherwise bench/target/report
      """
          .formatted(String.join(",", Profile.TRAFFIC.flags()));

  private static final double MAX_FOREIGN_SHARE = 0.1;
  private static final int MAX_COUNT = 1000;
  private static final Duration QUICK = Duration.ofMinutes(15);

  /** What is put together while the command line is read. */
  private static final class Words {
    private boolean quick;
    private List<String> only = List.of();
    private List<Contender> contenders = List.of();
    private boolean again;
    private Optional<Duration> most = Optional.empty();
    private Optional<Integer> repetitions = Optional.empty();
    private double maxForeignShare = MAX_FOREIGN_SHARE;
    private Optional<Path> output = Optional.empty();
    private List<String> jvmFlags = List.of();
    private Optional<Path> otherJdk = Optional.empty();
    private int soakMinutes = Suite.SOAK_MINUTES;

    /** Takes an option that has no value. */
    private boolean take(String option) {
      switch (option) {
        case "--quick" -> quick = true;
        case "--again" -> again = true;
        default -> {
          return false;
        }
      }
      return true;
    }

    private void take(String option, String value) {
      switch (option) {
        case "--only" -> only = knownLoads(value);
        case "--servers" -> contenders = knownContenders(value);
        case "--minutes" -> most = Optional.of(Duration.ofMinutes(count(value)));
        case "--repetitions" -> repetitions = Optional.of(count(value));
        case "--max-foreign" -> maxForeignShare = positive(value);
        case "--jvm" -> jvmFlags = List.of(value.split(",", -1));
        case "--other-jdk" -> otherJdk = Optional.of(jdk(value));
        case "--soak-minutes" -> soakMinutes = count(value);
        case "--out" -> output = Optional.of(Path.of(value));
        default -> throw new IllegalArgumentException("There is no option " + option + ".");
      }
    }

    private Options options() {
      if (otherJdk.isEmpty() && only.stream().anyMatch(name -> name.startsWith("jdk"))) {
        throw new IllegalArgumentException("The loads jdk-… need --other-jdk.");
      }
      return new Options(
          quick,
          only,
          contenders,
          again,
          most.or(() -> quick ? Optional.of(QUICK) : Optional.empty()),
          repetitions,
          maxForeignShare,
          output,
          jvmFlags,
          otherJdk,
          soakMinutes);
    }
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with a message for the person who typed it
   */
  public static Options of(String[] args) {
    Words words = new Words();
    for (int i = 0; i < args.length; i++) {
      if (words.take(args[i])) {
        continue;
      }
      String value = i + 1 < args.length ? args[i + 1] : "";
      if (value.isEmpty()) {
        throw new IllegalArgumentException("A value is missing after " + args[i] + ".");
      }
      words.take(args[i++], value);
    }
    return words.options();
  }

  /** All loads that there are with these options, whether they were asked for or not. */
  List<Scenario> all() {
    String name = otherJdk.map(Jvm::name).orElse("");
    return Suite.of(quick, soakMinutes, name).stream()
        .filter(scenario -> otherJdk.isPresent() || !scenario.setting().otherJdk())
        .map(scenario -> repetitions.map(scenario::withRepetitions).orElse(scenario))
        .toList();
  }

  /**
   * The loads that were asked for, with the servers that were asked for. A load brings the others
   * of its group with it.
   */
  List<Scenario> suite() {
    List<Scenario> all = all();
    List<String> groups =
        all.stream().filter(this::isWanted).map(scenario -> scenario.info().group()).toList();
    return all.stream()
        .filter(scenario -> groups.contains(scenario.info().group()))
        .map(scenario -> contenders.isEmpty() ? scenario : scenario.withContenders(contenders))
        .toList();
  }

  private boolean isWanted(Scenario scenario) {
    boolean compared = otherJdk.isPresent() && scenario.id().startsWith("jdk-");
    return only.isEmpty()
        ? !scenario.info().extra() || compared
        : only.stream().anyMatch(name -> isCalled(scenario.id(), name));
  }

  private static boolean isCalled(String id, String name) {
    return id.equals(name) || id.startsWith(name + "-");
  }

  /** What makes it another run than the one that is published, as it was typed. */
  List<String> deviations() {
    List<String> deviations = new ArrayList<>();
    if (quick) {
      deviations.add("--quick");
    }
    repetitions.ifPresent(times -> deviations.add("--repetitions " + times));
    if (maxForeignShare != MAX_FOREIGN_SHARE) {
      deviations.add("--max-foreign " + maxForeignShare);
    }
    if (!jvmFlags.isEmpty()) {
      deviations.add("--jvm " + String.join(",", jvmFlags));
    }
    return List.copyOf(deviations);
  }

  /** Where the report goes: only a whole run takes the place of the published one. */
  Path output(Path module, boolean whole) {
    Path own = module.resolve("target").resolve("report");
    return output.orElseGet(() -> whole ? Published.folder(module) : own);
  }

  private static List<String> knownLoads(String value) {
    List<String> known = Suite.usual().stream().map(Scenario::id).toList();
    List<String> names = List.of(value.split(",", -1));
    for (String name : names) {
      if (known.stream().noneMatch(id -> isCalled(id, name))) {
        throw new IllegalArgumentException(
            "There is no load " + name + ", only " + String.join(", ", known) + ".");
      }
    }
    return names;
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

  private static Path jdk(String value) {
    Path home = Path.of(value).toAbsolutePath();
    if (!Jvm.isHome(home)) {
      throw new IllegalArgumentException("There is no JDK in " + value + ".");
    }
    return home;
  }

  private static int count(String value) {
    double number = positive(value);
    if (number != Math.rint(number) || number > MAX_COUNT) {
      throw new IllegalArgumentException(
          "\"" + value + "\" is not a whole number up to " + MAX_COUNT + ".");
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
