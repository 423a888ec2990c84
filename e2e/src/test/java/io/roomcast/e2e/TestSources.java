package io.roomcast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tests of all modules, and the kits, which are tests that other modules run. */
final class TestSources {
  /** The root of the project. */
  static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

  private static final String TEXT = "\"((?:[^\"\\\\]++|\\\\.)*+)\"";
  private static final Pattern NAME =
      Pattern.compile("@DisplayName\\(\\s*((?:" + TEXT + "[\\s+]*)+)\\)|void (\\w+_\\w+)\\(");
  private static final Pattern PIECE = Pattern.compile(TEXT);

  private TestSources() {}

  /**
   * What the tests are called, by the simple name of the class, of which modules may have one each:
   * its own display name, those of its methods, and the names of methods that have words in them.
   */
  static Map<String, List<String>> names() throws IOException {
    Map<String, List<String>> names = new TreeMap<>();
    for (Path file : files()) {
      String type = file.getFileName().toString().replace(".java", "");
      List<String> found = names.computeIfAbsent(type, key -> new ArrayList<>());
      Matcher name = NAME.matcher(Files.readString(file));
      while (name.find()) {
        found.add(name.group(1) == null ? name.group(3).replace('_', ' ') : joined(name.group(1)));
      }
    }
    return names;
  }

  private static String joined(String literals) {
    return PIECE
        .matcher(literals)
        .results()
        .map((MatchResult piece) -> piece.group(1))
        .collect(Collectors.joining());
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files =
        Files.find(
            PROJECT,
            Integer.MAX_VALUE,
            (file, attributes) -> {
              String path = file.toString().replace('\\', '/');
              return path.endsWith(".java")
                  && (path.contains("/src/test/java/") || path.contains("/testkit/src/main/java/"));
            })) {
      return files.sorted().toList();
    }
  }
}
