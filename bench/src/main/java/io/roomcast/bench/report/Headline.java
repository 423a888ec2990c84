package io.roomcast.bench.report;

import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Spread;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The few numbers of a report that a project's front pages quote. They stand between two marks, and
 * what is between them is replaced.
 */
public final class Headline {
  static final String BEGIN = "<!-- figures: made by bench/run, do not edit -->";
  static final String END = "<!-- end of figures -->";

  /** A column. */
  private record Figure(String scenario, Metric metric, int decimals) {}

  /** In the order in which a language has their titles. */
  private static final List<Figure> FIGURES =
      List.of(
          new Figure("broadcast-1000-d1", Metric.CPU_MICROS, 1),
          new Figure("broadcast-1000-d8", Metric.CPU_MICROS, 1),
          new Figure("broadcast-1000-d8-1k", Metric.CPU_MICROS, 1),
          new Figure("echo-1000", Metric.CPU_MICROS, 1),
          new Figure("connect", Metric.CPU_MICROS, 0),
          new Figure("idle-websocket", Metric.HEAP_BYTES, 0));

  private final Results results;

  private Headline(Results results) {
    this.results = results;
  }

  /**
   * Writes the numbers to all pages {@code README*.md} of a folder that have the marks, each in its
   * language. Servers have a row if they have all numbers; nothing is written where Roomcast is to
   * have one and has not.
   *
   * @param report where the report is, as seen from there
   * @return the pages
   */
  public static List<Path> write(Results results, Path folder, String report) {
    Headline headline = new Headline(results);
    List<Path> written = new ArrayList<>();
    if (!headline.hasRoomcast()) {
      return written;
    }
    try (DirectoryStream<Path> pages = Files.newDirectoryStream(folder, "README*.md")) {
      for (Path page : pages) {
        String before = Files.readString(page);
        Language language = Language.of(page.getFileName().toString());
        Optional<String> after = replaced(before, headline.text(language, report));
        if (after.isPresent()) {
          Files.writeString(page, after.get());
          written.add(page);
        }
      }
      return written;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<String> replaced(String page, String text) {
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END, Math.max(begin, 0));
    return begin < 0 || end < 0
        ? Optional.empty()
        : Optional.of(
            page.substring(0, begin + BEGIN.length()) + "\n" + text + page.substring(end));
  }

  private boolean hasRoomcast() {
    List<ContenderInfo> ours =
        results.run().contenders().stream()
            .filter(contender -> RunInfo.isRoomcast(contender.id()) && isPlanned(contender))
            .toList();
    return !ours.isEmpty() && ours.stream().allMatch(this::isComplete);
  }

  private boolean isPlanned(ContenderInfo contender) {
    return FIGURES.stream()
        .allMatch(
            figure ->
                results.scenario(figure.scenario()).stream()
                    .anyMatch(info -> info.contenders().contains(contender.id())));
  }

  private boolean isComplete(ContenderInfo contender) {
    return FIGURES.stream().allMatch(figure -> median(figure, contender).isPresent());
  }

  private Optional<Double> median(Figure figure, ContenderInfo contender) {
    return results.spread(figure.scenario(), contender.id(), figure.metric()).map(Spread::median);
  }

  private String text(Language language, String report) {
    List<String> titles = new ArrayList<>(List.of(""));
    titles.addAll(language.figures());
    Table table = new Table(1, titles);
    for (ContenderInfo contender : results.run().contenders()) {
      if (contender.speaksSocketIo() && isComplete(contender)) {
        table.add(row(contender));
      }
    }
    String origin =
        language
            .origin()
            .formatted(
                fact("machine"),
                fact("system"),
                fact("JDK"),
                results.dates().orElse("never"),
                commit(),
                report);
    return "\n## " + language.heading() + "\n\n" + table + "\n" + origin + "\n\n";
  }

  private List<String> row(ContenderInfo contender) {
    boolean ours = RunInfo.isRoomcast(contender.id());
    List<String> cells = new ArrayList<>(List.of(ours ? contender.title() : contender.version()));
    for (Figure figure : FIGURES) {
      cells.add(
          median(figure, contender)
              .map(number -> Numbers.text(number, figure.decimals()))
              .orElse(Numbers.NONE));
    }
    return cells;
  }

  private String commit() {
    return results.run().contenders().stream()
        .filter(contender -> RunInfo.isRoomcast(contender.id()))
        .map(ContenderInfo::version)
        .findFirst()
        .orElse("unknown");
  }

  private String fact(String name) {
    return results.run().environment().getOrDefault(name, "unknown " + name);
  }
}
