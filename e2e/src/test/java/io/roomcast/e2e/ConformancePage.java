package io.roomcast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code docs/conformance.md}, and the tests whose names begin with an id of it. */
final class ConformancePage {
  static final String DONE = "done";

  private static final Path PAGE = TestSources.PROJECT.resolve("docs/conformance.md");
  private static final String ID = "(?:EIO|SIO|API|ADP|RED)-\\d+";
  private static final Pattern ROW =
      Pattern.compile("\\| (" + ID + ") \\| ([^|]+) \\| ([^|]+) \\|([^|]*)\\|");
  private static final Pattern IDS = Pattern.compile(ID + "(?:(?:,| and|/)? ?" + ID + ")* ");
  private static final Pattern ONE_ID = Pattern.compile(ID);

  /** A row of the page; {@code tests} are simple names of classes. */
  record Row(String id, String behaviour, String state, List<String> tests) {
    boolean done() {
      return state.equals(DONE);
    }

    Row with(Set<String> found) {
      return new Row(id, behaviour, state, List.copyOf(found));
    }

    @Override
    public String toString() {
      String column = tests.stream().map(test -> "`" + test + "`").collect(Collectors.joining(" "));
      return "| " + id + " | " + behaviour + " | " + state + " | " + column + " |";
    }
  }

  private ConformancePage() {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        List<String> tests =
            Stream.of(row.group(4).replace("`", "").trim().split(" +"))
                .filter(name -> !name.isEmpty())
                .toList();
        rows.add(new Row(row.group(1), row.group(2).trim(), row.group(3).trim(), tests));
      }
    }
    return rows;
  }

  /** Writes the last column anew. */
  static void write(Map<String, Set<String>> tests) throws IOException {
    Map<String, Row> rows =
        rows().stream().collect(Collectors.toMap(Row::id, row -> row, (a, b) -> b, TreeMap::new));
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      lines.add(
          row.matches()
              ? rows.get(row.group(1)).with(tests.getOrDefault(row.group(1), Set.of())).toString()
              : line);
    }
    Files.write(PAGE, lines);
  }

  /** The tests of all modules, by the ids that their names begin with. */
  static Map<String, Set<String>> tests() throws IOException {
    Map<String, Set<String>> tests = new TreeMap<>();
    for (Map.Entry<String, List<String>> type : TestSources.names().entrySet()) {
      for (String name : type.getValue()) {
        Matcher ids = IDS.matcher(name);
        if (ids.lookingAt()) {
          Matcher id = ONE_ID.matcher(ids.group());
          while (id.find()) {
            tests.computeIfAbsent(id.group(), key -> new TreeSet<>()).add(type.getKey());
          }
        }
      }
    }
    return tests;
  }
}
