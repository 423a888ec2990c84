package io.roomcast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
  private static final Path GOLDEN =
      Path.of("src", "test", "resources", "io", "roomcast", "bench", "report");

  @TempDir Path folder;

  @Test
  @DisplayName("the page and its chart are those that were looked at once")
  void golden() throws IOException {
    Path page = Report.write(sample(), folder);

    assertThat(page).hasSameTextualContentAs(GOLDEN.resolve("report.md"));
    assertThat(folder.resolve("broadcast-1000-d1.svg"))
        .hasSameTextualContentAs(GOLDEN.resolve("broadcast-1000-d1.svg"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "report.md", "broadcast-1000-d1.svg", "broadcast-1000-d8.svg", "idle-websocket.svg");
    }
  }

  @Test
  @DisplayName("charts are well-formed, and nothing leaves them")
  void wellFormed() throws Exception {
    Report.write(sample(), folder);
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);

    Document chart =
        factory.newDocumentBuilder().parse(folder.resolve("broadcast-1000-d1.svg").toFile());

    assertThat(chart.getDocumentElement().getTagName()).isEqualTo("svg");
    double width = Double.parseDouble(chart.getDocumentElement().getAttribute("width"));
    for (int i = 0; i < chart.getElementsByTagName("rect").getLength(); i++) {
      var box = chart.getElementsByTagName("rect").item(i).getAttributes();
      double left =
          box.getNamedItem("x") == null ? 0 : number(box.getNamedItem("x").getNodeValue());
      assertThat(left + number(box.getNamedItem("width").getNodeValue()))
          .isLessThanOrEqualTo(width);
    }
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  @Test
  @DisplayName("results are the same after they were written and read")
  void file() {
    Results results = sample();
    Path path = folder.resolve("a").resolve("results.jsonl");

    ResultFile file = ResultFile.begin(path, results.run());
    results.measurements().forEach(file::add);

    assertThat(ResultFile.read(path)).isEqualTo(results);
  }

  @Test
  @DisplayName("a ratio is taken between numbers of one repetition")
  void ratios() {
    assertThat(
            sample()
                .ratio(
                    Metric.CPU_MICROS,
                    "broadcast-1000-d1",
                    "roomcast-netty",
                    "broadcast-1000-d1",
                    "nio-write"))
        .hasValueSatisfying(
            ratio -> {
              assertThat(ratio.count()).isEqualTo(2);
              assertThat(ratio.min()).isEqualTo(1.1);
              assertThat(ratio.max()).isEqualTo(1.2);
            });
  }

  private static Results sample() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("machine", "a CPU | of some kind, 2 CPUs, 8 GiB");
    environment.put("JDK", "17.0.15");
    RunInfo run =
        new RunInfo(
            "2026-01-02T03:04:05Z",
            "bench/run --quick",
            environment,
            0.1,
            List.of(
                new ContenderInfo("roomcast-netty", "Roomcast on Netty (epoll)", "commit abc"),
                new ContenderInfo("nio-write", "limit: <one> write & no more", "commit abc"),
                new ContenderInfo("netty-socketio", "netty-socketio", "netty-socketio 2.0.14")),
            List.of(
                new ScenarioInfo("broadcast-1000-d1", "Broadcast, D = 1", "One.", Kind.TRAFFIC),
                new ScenarioInfo("broadcast-1000-d8", "Broadcast, D = 8", "Eight.", Kind.TRAFFIC),
                new ScenarioInfo("cores-1", "One CPU", "Not measured.", Kind.CORES),
                new ScenarioInfo("idle-websocket", "Idle", "Nothing.", Kind.MEMORY)));
    return new Results(
        run,
        List.of(
            traffic("broadcast-1000-d1", "roomcast-netty", 1, 11, Faults.NONE),
            traffic("broadcast-1000-d1", "nio-write", 1, 10, Faults.NONE),
            traffic("broadcast-1000-d1", "nio-write", 2, 5, Faults.NONE),
            traffic("broadcast-1000-d1", "roomcast-netty", 2, 6, Faults.NONE),
            Measurement.failed(
                "broadcast-1000-d1", "netty-socketio", 1, "it did not start\nfor a reason"),
            traffic("broadcast-1000-d8", "roomcast-netty", 1, 4, new Faults(1, 2, 3, 4, 5, 6)),
            traffic("broadcast-1000-d8", "netty-socketio", 1, 10, Faults.NONE),
            new Measurement(
                "idle-websocket",
                "roomcast-netty",
                1,
                0,
                1,
                Map.of(Metric.HEAP_BYTES, 2345.6, Metric.RESIDENT_BYTES, 12_345.6),
                Faults.NONE,
                "")));
  }

  private static Measurement traffic(
      String scenario, String contender, int repetition, double cpu, Faults faults) {
    return new Measurement(
        scenario,
        contender,
        repetition,
        3,
        1,
        Map.of(
            Metric.CPU_MICROS, cpu,
            Metric.THROUGHPUT, 1e6 / cpu,
            Metric.P50_MICROS, 10 * cpu,
            Metric.P99_MICROS, 20 * cpu,
            Metric.P999_MICROS, 30 * cpu),
        faults,
        "");
  }
}
