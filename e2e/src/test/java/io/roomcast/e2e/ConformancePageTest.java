package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.e2e.ConformancePage.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code -Dconformance.write=true} writes the page's last column anew. */
class ConformancePageTest {
  private static final Map<String, Integer> LAST =
      Map.of("EIO", 82, "SIO", 39, "API", 50, "ADP", 17, "RED", 33);

  private static Map<String, Set<String>> tests;
  private static List<Row> rows;

  @BeforeAll
  static void read() throws IOException {
    tests = ConformancePage.tests();
    if (Boolean.getBoolean("conformance.write")) {
      ConformancePage.write(tests);
    }
    rows = ConformancePage.rows();
  }

  @Test
  @DisplayName("the page has a row for every id, once and in order")
  void complete() {
    List<String> expected = new ArrayList<>();
    for (String section : List.of("EIO", "SIO", "API", "ADP", "RED")) {
      IntStream.rangeClosed(1, LAST.get(section)).forEach(n -> expected.add(section + "-" + n));
    }

    assertThat(rows).extracting(Row::id).containsExactlyElementsOf(expected);
  }

  @Test
  @DisplayName("what the page calls done is named by tests, and the page names them all")
  void named() {
    assertThat(rows)
        .allSatisfy(
            row -> {
              Set<String> found = tests.getOrDefault(row.id(), Set.of());
              assertThat(row.tests())
                  .as("tests of %s; -Dconformance.write=true writes them", row.id())
                  .containsExactlyElementsOf(found);
              if (row.done()) {
                assertThat(found).as("tests of %s, which is called done", row.id()).isNotEmpty();
              }
            });
  }

  @Test
  @DisplayName("what is not done is left out with a reason")
  void reasons() {
    assertThat(rows)
        .filteredOn(row -> !row.done())
        .extracting(Row::state)
        .allSatisfy(state -> assertThat(state).matches("left out: .{10,}"));
  }

  @Test
  @DisplayName("no test names an id that the page does not have")
  void known() {
    Set<String> ids = new TreeSet<>();
    rows.forEach(row -> ids.add(row.id()));

    assertThat(tests.keySet()).isSubsetOf(ids);
  }
}
