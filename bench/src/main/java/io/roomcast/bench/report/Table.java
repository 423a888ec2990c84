package io.roomcast.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
final class Table {
  private final List<String> lines = new ArrayList<>();

  /** With some columns of text, and numbers in the others. */
  Table(int texts, List<String> titles) {
    lines.add(row(titles));
    lines.add("|---".repeat(texts) + "|--:".repeat(titles.size() - texts) + "|");
  }

  void add(List<String> cells) {
    lines.add(row(cells));
  }

  private static String row(List<String> cells) {
    return "| "
        + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
        + " |";
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
