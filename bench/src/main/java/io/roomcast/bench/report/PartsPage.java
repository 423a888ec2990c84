package io.roomcast.bench.report;

import io.roomcast.bench.measure.Spread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes a page out of the results of JMH: one table for each class of benchmarks. */
public final class PartsPage {
  private static final int FEW = 100; // below, a digit after the point says something

  private final String file;
  private final String command;
  private final String date;
  private final Map<String, String> environment;
  private final Map<String, List<PartResult>> groups = new LinkedHashMap<>();

  private PartsPage(
      String file,
      String command,
      String date,
      Map<String, String> environment,
      List<PartResult> results) {
    this.file = file;
    this.command = command;
    this.date = date;
    this.environment = environment;
    for (PartResult result : results) {
      groups.computeIfAbsent(result.group(), group -> new ArrayList<>()).add(result);
    }
  }

  /**
   * Writes the page beside the results.
   *
   * @param results JSON that JMH has just written
   * @param command what was typed
   * @param environment the machine, the kernel, the JDK and so on: name and value, in order
   * @return the page
   * @throws IllegalArgumentException if there is no result
   */
  public static Path write(Path results, String command, Map<String, String> environment) {
    String now =
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MINUTES).toString();
    return write(results, command, now, environment);
  }

  static Path write(Path results, String command, String date, Map<String, String> environment) {
    String file = results.getFileName().toString();
    try {
      List<PartResult> all = PartResult.read(results);
      String page = new PartsPage(file, command, date, environment, all).page(all.get(0));
      String name = (file.endsWith(".json") ? file.substring(0, file.length() - 5) : file) + ".md";
      return Files.writeString(results.resolveSibling(name), page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String page(PartResult first) {
    StringBuilder page = new StringBuilder("# The parts\n\n");
    page.append("Made by `").append(command).append("` on ").append(date);
    page.append(" from [%s](%s). Do not edit it.\n\n".formatted(file, file));
    page.append(environment(first)).append('\n');
    page.append(targets());
    groups.forEach(
        (group, results) ->
            page.append("## ").append(group).append("\n\n").append(table(results)).append('\n'));
    return page.toString().stripTrailing() + "\n";
  }

  private String targets() {
    List<List<String>> rows =
        PartTargets.measured(groups.values().stream().flatMap(Collection::stream).toList());
    Table table = new Table(2, List.of("target", "", "wanted", "measured", "verdict"));
    rows.forEach(table::add);
    return rows.isEmpty() ? "" : "## Targets\n\n" + table + '\n';
  }

  private String environment(PartResult first) {
    Table table = new Table(2, List.of("", "this run"));
    Map<String, String> facts = new LinkedHashMap<>(environment);
    facts.put("JDK", first.vmName() + " " + first.vmVersion()); // may be another one, by -jvm
    facts.forEach((name, value) -> table.add(List.of(name, value)));
    table.add(List.of("flags", "`" + String.join(" ", first.jvmArgs()) + "`"));
    table.add(
        List.of(
            "measured",
            "%d × %d iterations of %s after %d to warm up"
                .formatted(
                    first.forks(),
                    first.measurementIterations(),
                    first.measurementTime(),
                    first.warmupIterations())));
    return table
        + "\nNumbers are medians over the iterations; times on the clock come with the smallest and"
        + " the largest. CPU time and bytes are those of an operation, of all threads of the JVM: the"
        + " compiler's are among them as long as it is at work.\n";
  }

  private static String table(List<PartResult> results) {
    Set<String> params = new LinkedHashSet<>();
    results.forEach(result -> params.addAll(result.parameters().keySet()));
    boolean delivers = results.stream().anyMatch(result -> result.deliveries().isPresent());
    List<String> titles = new ArrayList<>(List.of("benchmark"));
    titles.addAll(params);
    titles.addAll(List.of("ns per operation", "CPU ns", "bytes"));
    if (delivers) {
      titles.addAll(List.of("CPU ns per delivery", "bytes per delivery"));
    }
    Table table = new Table(1 + params.size(), titles);
    for (PartResult result : results) {
      List<String> cells = new ArrayList<>(List.of(result.method()));
      params.forEach(name -> cells.add(result.parameters().getOrDefault(name, "")));
      cells.add(result.time().spread().map(PartsPage::text).orElse(Numbers.NONE));
      cells.add(text(result.cpu()));
      cells.add(text(result.allocated()));
      if (delivers) {
        cells.add(text(each(result.cpu(), result)));
        cells.add(text(each(result.allocated(), result)));
      }
      table.add(cells);
    }
    return table.toString();
  }

  private static Optional<Double> each(Optional<Double> all, PartResult result) {
    return all.flatMap(number -> result.deliveries().map(count -> number / count));
  }

  private static String text(Spread spread) {
    return Numbers.spread(spread, spread.median() < FEW ? 1 : 0);
  }

  private static String text(Optional<Double> number) {
    return number.map(value -> Numbers.text(value, value < FEW ? 1 : 0)).orElse(Numbers.NONE);
  }
}
