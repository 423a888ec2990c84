package io.roomcast.bench.report;

import static io.roomcast.bench.report.Samples.NETTY;
import static io.roomcast.bench.report.Samples.NODE;
import static io.roomcast.bench.report.Samples.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTest {
  private static final String OLD =
      "before\n" + Headline.BEGIN + "\nold\n" + Headline.END + "\nafter\n";

  private static final List<String> LOADS =
      List.of(
          "broadcast-1000-d1",
          "broadcast-1000-d8",
          "broadcast-1000-d8-1k",
          "echo-1000",
          "connect",
          "idle-websocket");

  @TempDir Path project;
  private Path module;
  private Path front;

  @BeforeEach
  void pages() throws IOException {
    module = project.resolve("bench");
    front = Files.writeString(project.resolve("README.md"), OLD);
    Files.writeString(project.resolve("README.ko.md"), OLD);
    Files.writeString(project.resolve("README.fr.md"), "no marks\n");
  }

  @Test
  @DisplayName("a whole run in the published folder is quoted by the front page, between the marks")
  void quoted() throws IOException {
    Path page = Published.write(whole(List.of()), Published.folder(module), module);

    assertThat(page).isEqualTo(project.toAbsolutePath().resolve("docs/benchmarks/report.md"));
    assertThat(page.resolveSibling("results.jsonl")).exists();
    assertThat(front)
        .content()
        .startsWith("before\n" + Headline.BEGIN + "\n\n## How fast it is\n\n|")
        .endsWith("\n" + Headline.END + "\nafter\n")
        .doesNotContain("old")
        .contains(
            "| Roomcast on Netty (epoll) | 3.0 | 3.0 | 3.0 | 3.0 | 3 | 2 346 |",
            "| netty-socketio 2.0.14 | 6.0 | 6.0 | 6.0 | 6.0 | 6 | 2 346 |")
        .doesNotContain("limit", "socket.io 4.8.4", "–")
        .contains("a CPU", "17.0.15", "2026-01-02", "commit abc", "(docs/benchmarks/report.md)");
    assertThat(project.resolve("README.fr.md")).hasContent("no marks");

    Published.write(whole(List.of()), Published.folder(module), module);
    assertThat(front)
        .content()
        .containsOnlyOnce(Headline.BEGIN)
        .containsOnlyOnce("| 2 346 |\n| netty");
  }

  @Test
  @DisplayName("the Korean front page quotes the same numbers in Korean")
  void korean() {
    Published.write(whole(List.of()), Published.folder(module), module);

    assertThat(project.resolve("README.ko.md"))
        .content()
        .startsWith("before\n" + Headline.BEGIN + "\n\n## 성능\n\n|")
        .endsWith("\n" + Headline.END + "\nafter\n")
        .doesNotContain("old", "How fast")
        .contains("| Roomcast on Netty (epoll) | 3.0 | 3.0 | 3.0 | 3.0 | 3 | 2 346 |")
        .contains("a CPU", "17.0.15", "2026-01-02", "commit abc", "(docs/benchmarks/report.md)");
    for (Language language : List.of(Language.ENGLISH, Language.KOREAN)) {
      assertThat(language.figures()).hasSameSizeAs(LOADS);
      assertThat(language.origin().split("%s", -1)).hasSize(1 + 6);
    }
  }

  @Test
  @DisplayName("a row of Roomcast that lacks a number is not quoted, nor are the others then")
  void incomplete() {
    Results whole = whole(List.of());
    List<Measurement> some =
        whole.measurements().stream().filter(m -> !m.turn().scenario().equals("connect")).toList();

    assertThat(Headline.write(new Results(whole.run(), some), project, "report.md")).isEmpty();
    assertThat(front).hasContent(OLD);
    assertThat(Headline.write(whole, project, "report.md")).hasSize(2);
  }

  @Test
  @DisplayName("nothing less than a whole run is quoted, and none in another folder")
  void unquoted() {
    Published.write(whole(List.of("--quick")), Published.folder(module), module);
    Published.write(whole(List.of()), project.resolve("elsewhere"), module);

    assertThat(front).hasContent(OLD);
    assertThat(project.resolve("elsewhere/report.md")).exists();
  }

  private static Results whole(List<String> deviations) {
    List<ScenarioInfo> scenarios =
        LOADS.stream()
            .map(id -> Samples.scenario(id, Kind.TRAFFIC, "", NETTY, PEER, NODE))
            .toList();
    List<Measurement> measurements = new ArrayList<>();
    for (String id : LOADS) {
      for (int round = 1; round <= 2; round++) {
        measurements.add(measured(id, NETTY, round, 2 * round));
        measurements.add(measured(id, PEER, round, 6));
        measurements.add(Measurement.failed(Samples.turn(id, NODE, round), "it has ended"));
      }
    }
    return new Results(Samples.run(deviations, scenarios), measurements);
  }

  /** With all that is quoted of any load. */
  private static Measurement measured(String id, String contender, int round, double cpu) {
    Measurement traffic = Samples.traffic(id, contender, round, cpu, Faults.NONE);
    return new Measurement(
        traffic.turn(),
        traffic.windows(),
        traffic.kept(),
        Map.of(Metric.CPU_MICROS, cpu, Metric.HEAP_BYTES, 2345.6),
        Faults.NONE,
        "");
  }
}
