package io.roomcast.bench.report;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The results of a run: a line of JSON about the run, and one for each measurement. Not
 * thread-safe.
 */
public final class ResultFile {
  private static final Gson GSON = new Gson();

  private final Path path;
  private final RunInfo run;
  private final List<Measurement> measurements;

  private ResultFile(Path path, RunInfo run, List<Measurement> measurements) {
    this.path = path;
    this.run = run;
    this.measurements = measurements;
  }

  /**
   * Goes on with the file where it has results of the same run, or else begins it anew.
   * Measurements of loads that are not what they were are left out.
   */
  public static ResultFile resume(Path path, RunInfo run) {
    Optional<Results> before =
        (Files.exists(path) ? Optional.of(read(path)) : Optional.<Results>empty())
            .filter(results -> results.run().isOneWith(run));
    RunInfo known = before.map(results -> together(results.run(), run)).orElse(run);
    List<String> same =
        known.scenarios().stream()
            .filter(info -> before.stream().anyMatch(r -> r.run().scenarios().contains(info)))
            .map(ScenarioInfo::id)
            .toList();
    List<Measurement> kept =
        before.stream()
            .flatMap(results -> results.measurements().stream())
            .filter(m -> same.contains(m.turn().scenario()))
            .toList();
    ResultFile file = new ResultFile(path, known, new ArrayList<>(kept));
    file.rewrite();
    return file;
  }

  private static RunInfo together(RunInfo before, RunInfo now) {
    return new RunInfo(
        Stream.concat(before.commands().stream(), now.commands().stream()).distinct().toList(),
        now.environment(),
        now.deviations(),
        now.cpus(),
        now.maxForeignShare(),
        union(now.contenders(), before.contenders(), ContenderInfo::id).stream()
            .sorted(Comparator.comparing(info -> order(now.scenarios()).indexOf(info.id())))
            .toList(),
        union(now.scenarios(), before.scenarios(), ScenarioInfo::id));
  }

  /** The servers in the order in which the loads name them. */
  private static List<String> order(List<ScenarioInfo> scenarios) {
    return scenarios.stream().flatMap(info -> info.contenders().stream()).distinct().toList();
  }

  /** All of the first, and those of the second that it does not have. */
  private static <T> List<T> union(List<T> first, List<T> second, Function<T, String> id) {
    List<String> ids = first.stream().map(id).toList();
    return Stream.concat(
            first.stream(), second.stream().filter(each -> !ids.contains(id.apply(each))))
        .toList();
  }

  /** All that there is. */
  public Results results() {
    return new Results(run, List.copyOf(measurements));
  }

  /** Leaves measurements out from now on. */
  public void forget(Predicate<Measurement> which) {
    if (measurements.removeIf(which)) {
      rewrite();
    }
  }

  /** Adds a measurement; it is on disk when this returns. */
  public void add(Measurement measurement) {
    measurements.add(measurement);
    try {
      Files.writeString(path, GSON.toJson(measurement) + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void rewrite() {
    write(results(), path);
  }

  /** Writes all at once: whoever reads the file finds what was there before, or this. */
  public static void write(Results results, Path path) {
    List<String> lines = new ArrayList<>(List.of(GSON.toJson(results.run())));
    results.measurements().forEach(each -> lines.add(GSON.toJson(each)));
    Path folder = path.toAbsolutePath().getParent();
    Path whole = path.resolveSibling(path.getFileName() + ".new");
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.write(whole, lines);
      Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads one. A last line that was not written to its end is left out.
   *
   * @throws IllegalArgumentException if there is no line in it, or another one is no result
   */
  public static Results read(Path path) {
    try {
      List<String> lines = Files.readAllLines(path);
      if (lines.isEmpty()) {
        throw new IllegalArgumentException(path + " is empty");
      }
      List<Measurement> measurements = new ArrayList<>();
      for (int i = 1; i < lines.size(); i++) {
        try {
          measurements.add(GSON.fromJson(lines.get(i), Measurement.class));
        } catch (JsonParseException e) {
          if (i < lines.size() - 1) {
            throw new IllegalArgumentException(
                path + ", line " + (i + 1) + ": " + e.getMessage(), e);
          }
        }
      }
      return new Results(GSON.fromJson(lines.get(0), RunInfo.class), measurements);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
