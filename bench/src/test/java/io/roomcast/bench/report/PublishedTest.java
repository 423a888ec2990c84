package io.roomcast.bench.report;

import static io.roomcast.bench.report.Samples.D1;
import static io.roomcast.bench.report.Samples.NETTY;
import static io.roomcast.bench.report.Samples.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTest {
  private static final String OLD =
      "before\n" + Headline.BEGIN + "\nold\n" + Headline.END + "\nafter\n";

  @TempDir Path project;
  private Path module;
  private Path front;

  @BeforeEach
  void pages() throws IOException {
    module = project.resolve("bench");
    front = Files.writeString(project.resolve("README.md"), OLD);
    Files.writeString(project.resolve("README.ko.md"), "no marks\n");
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
        .contains("| Roomcast on Netty (epoll) | 3.0 | – |", "| netty-socketio 2.0.14 | 6.0 | – |")
        .doesNotContain("limit")
        .contains("a CPU", "17.0.15", "2026-01-02", "commit abc", "(docs/benchmarks/report.md)");
    assertThat(project.resolve("README.ko.md")).hasContent("no marks");

    Published.write(whole(List.of()), Published.folder(module), module);
    assertThat(front).content().containsOnlyOnce(Headline.BEGIN).containsOnlyOnce("| 3.0 |");
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
    ScenarioInfo load = Samples.scenario(D1, Kind.TRAFFIC, "", NETTY, PEER);
    return new Results(
        Samples.run(deviations, List.of(load)),
        List.of(
            Samples.traffic(D1, NETTY, 1, 2, Faults.NONE),
            Samples.traffic(D1, PEER, 1, 6, Faults.NONE),
            Samples.traffic(D1, NETTY, 2, 4, Faults.NONE),
            Samples.traffic(D1, PEER, 2, 6, Faults.NONE)));
  }
}
