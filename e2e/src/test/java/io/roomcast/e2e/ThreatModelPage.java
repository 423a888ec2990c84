package io.roomcast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The threats of {@code docs/threat-model.md}: every row of its tables. */
final class ThreatModelPage {
  private static final Path PAGE = TestSources.PROJECT.resolve("docs/threat-model.md");
  private static final Path LIMITS = TestSources.PROJECT.resolve("docs/limits.md");
  private static final Pattern OPTION = Pattern.compile("`(\\w+)` \\(([^)]+)\\)");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern TEST = Pattern.compile("`(\\w+)`(?: \"([^\"]+)\")?");
  private static final Pattern LIMIT = Pattern.compile("\\| `(\\w+)` \\| ([^|]+) \\|.*");
  private static final int COLUMNS = 5;

  /**
   * A threat.
   *
   * @param ids of the catalogue and of advisories; may be empty
   * @param bounds what bounds it, with the options
   * @param follows what follows for the attacker and for others
   * @param tests those that prove it
   */
  record Threat(String ids, String attempt, String bounds, String follows, List<Proof> tests) {
    /** Those with what is said to be their default. */
    List<Option> options() {
      return OPTION
          .matcher(bounds)
          .results()
          .map((MatchResult option) -> new Option(option.group(1), option.group(2)))
          .toList();
    }

    /** Whatever is written as code beside what bounds it. */
    List<String> code() {
      return CODE.matcher(bounds).results().map((MatchResult code) -> code.group(1)).toList();
    }

    @Override
    public String toString() {
      return ids + " " + attempt;
    }
  }

  /** An option, and its default. */
  record Option(String name, String value) {}

  /** A class of tests, and a part of the name of one of them; without it, the one with the id. */
  record Proof(String type, String name) {}

  private ThreatModelPage() {}

  static List<Threat> threats() throws IOException {
    List<Threat> threats = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| id |")) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != COLUMNS + 2) {
          throw new IllegalStateException("not a row of " + COLUMNS + " columns: " + line);
        }
        threats.add(
            new Threat(
                cells[1].strip(),
                cells[2].strip(),
                cells[3].strip(),
                cells[4].strip(),
                proofs(cells[5])));
      }
    }
    return threats;
  }

  private static List<Proof> proofs(String cell) {
    return TEST.matcher(cell)
        .results()
        .map((MatchResult test) -> new Proof(test.group(1), name(test)))
        .toList();
  }

  private static String name(MatchResult test) {
    return test.group(2) == null ? "" : test.group(2);
  }

  /** The defaults of the page of limits, in its order. */
  static List<Option> limits() throws IOException {
    List<Option> limits = new ArrayList<>();
    for (String line : Files.readAllLines(LIMITS)) {
      Matcher limit = LIMIT.matcher(line);
      if (limit.matches()) {
        limits.add(new Option(limit.group(1), limit.group(2).strip()));
      }
    }
    return limits;
  }
}
