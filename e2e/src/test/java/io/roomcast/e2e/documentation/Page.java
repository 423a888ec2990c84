package io.roomcast.e2e.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation in Markdown, and the Java in it: fenced blocks, and code in those
 * columns of tables whose heads are "write" and "option". A block behind a comment with the path of
 * a source is a quotation of that source, and may be a part of it that means nothing alone.
 */
final class Page {
  private static final Pattern SOURCE = Pattern.compile("<!-- (\\S+\\.java) -->");
  private static final Pattern ANY_FENCE =
      Pattern.compile("[\\s>*+.\\d-]*(`{3,}|~{3,}).*\\bjava\\b.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final List<String> COLUMNS = List.of("write", "option");

  private final Path file;
  private final List<String> lines;
  private final List<Example> examples = new ArrayList<>();
  private final List<Quotation> quotations = new ArrayList<>();

  /**
   * A block that is a part of a source.
   *
   * @param example the block
   * @param source where it comes from
   */
  record Quotation(Example example, Path source) {}

  private Page(Path root, Path file) throws IOException {
    this.file = root.relativize(file);
    this.lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).equals("```java")) {
        i = block(i);
      } else if (ANY_FENCE.matcher(lines.get(i)).matches()) {
        throw new IllegalArgumentException(
            "%s:%d: Java stands behind a line that is ```java and no more, or nobody compiles it"
                .formatted(this.file, i + 1));
      } else if (lines.get(i).startsWith("| ")) {
        i = table(i);
      }
    }
  }

  /** The pages of a project: those in its root, and those below {@code docs}. */
  static List<Page> below(Path root) throws IOException {
    List<Page> pages = new ArrayList<>();
    for (Path folder : List.of(root, root.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(name -> name.toString().endsWith(".md")).sorted().toList()) {
          pages.add(new Page(root, file));
        }
      }
    }
    return pages;
  }

  /** What is to compile as it stands. */
  List<Example> examples() {
    return examples;
  }

  /** What is to be a part of a source. */
  List<Quotation> quotations() {
    return quotations;
  }

  private int block(int fence) {
    int end = fence + 1;
    StringBuilder code = new StringBuilder();
    for (; !lines.get(end).equals("```"); end++) {
      code.append(lines.get(end)).append('\n');
    }
    Example example = new Example(file, fence + 2L, code.toString());
    Matcher source = SOURCE.matcher(fence == 0 ? "" : lines.get(fence - 1));
    if (source.matches()) {
      quotations.add(new Quotation(example, Path.of(source.group(1))));
    } else {
      examples.add(example);
    }
    return end;
  }

  private int table(int head) {
    List<String> heads = cells(lines.get(head));
    int row = head;
    for (; row < lines.size() && lines.get(row).startsWith("|"); row++) {
      List<String> cells = cells(lines.get(row));
      for (int column = 0; column < Math.min(heads.size(), cells.size()); column++) {
        if (row > head && COLUMNS.contains(heads.get(column))) {
          for (Matcher code = CODE.matcher(cells.get(column)); code.find(); ) {
            examples.add(new Example(file, row + 1L, code.group(1)));
          }
        }
      }
    }
    return row - 1;
  }

  private static List<String> cells(String row) {
    return Stream.of(row.split("\\|", -1)).map(String::strip).toList();
  }
}
