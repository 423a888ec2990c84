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
  private record Figure(String title, String scenario, Metric metric, int decimals) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("broadcast, D = 1", "broadcast-1000-d1", Metric.CPU_MICROS, 1),
          new Figure("broadcast, D = 8", "broadcast-1000-d8", Metric.CPU_MICROS, 1),
          new Figure("1 KiB, D = 8", "broadcast-1000-d8-1k", Metric.CPU_MICROS, 1),
          new Figure("echo with ack", "echo-1000", Metric.CPU_MICROS, 1),
          new Figure("connect", "connect", Metric.CPU_MICROS, 0),
          new Figure("live heap, B", "idle-websocket", Metric.HEAP_BYTES, 0));

  private final Results results;

  private Headline(Results results) {
    this.results = results;
  }

  /**
   * Writes the numbers to all pages {@code README*.md} of a folder that have the marks.
   *
   * @param report where the report is, as seen from there
   * @return the pages
   */
  public static List<Path> write(Results results, Path folder, String report) {
    String text = new Headline(results).text(report);
    List<Path> written = new ArrayList<>();
    try (DirectoryStream<Path> pages = Files.newDirectoryStream(folder, "README*.md")) {
      for (Path page : pages) {
        String before = Files.readString(page);
        Optional<String> after = replaced(before, text);
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

  private String text(String report) {
    List<String> titles = new ArrayList<>(List.of(""));
    FIGURES.forEach(figure -> titles.add(figure.title()));
    Table table = new Table(1, titles);
    for (ContenderInfo contender : results.run().contenders()) {
      if (contender.speaksSocketIo()) {
        table.add(row(contender));
      }
    }
    return "\n## How fast it is\n\n" + table + "\n" + origin(report) + "\n\n";
  }

  private List<String> row(ContenderInfo contender) {
    boolean ours = contender.id().startsWith("roomcast");
    List<String> cells = new ArrayList<>(List.of(ours ? contender.title() : contender.version()));
    for (Figure figure : FIGURES) {
      cells.add(
          results
              .spread(figure.scenario(), contender.id(), figure.metric())
              .map(Spread::median)
              .map(median -> Numbers.text(median, figure.decimals()))
              .orElse("–"));
    }
    return cells;
  }

  private String origin(String report) {
    return ("Server CPU time in µs per delivery, answer or connect, with 1000 clients (D messages under"
            + " way), and live heap per idle connection; medians. %s, %s, %s; measured %s. Ours is %s."
            + " All numbers, versions and targets: [report](%s).")
        .formatted(
            fact("machine"),
            fact("system"),
            fact("JDK"),
            results.dates().orElse("never"),
            fact("Roomcast"),
            report);
  }

  private String fact(String name) {
    return results.run().environment().getOrDefault(name, "unknown " + name);
  }
}
