package io.roomcast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Path page = Report.write(Samples.results(), folder);

    assertThat(page).hasSameTextualContentAs(GOLDEN.resolve("report.md"));
    assertThat(folder.resolve("broadcast-1000-d1.svg"))
        .hasSameTextualContentAs(GOLDEN.resolve("broadcast-1000-d1.svg"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "report.md",
              "broadcast-1000-d1.svg",
              "broadcast-1000-d8.svg",
              "connect.svg",
              "idle-websocket.svg");
    }
  }

  @Test
  @DisplayName("charts are well-formed, and nothing leaves them")
  void wellFormed() throws Exception {
    Report.write(Samples.results(), folder);
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

  @Test
  @DisplayName("results of the parts in the folder are told about, too")
  void parts() throws IOException {
    Files.copy(GOLDEN.resolve("rooms.json"), folder.resolve("parts.json"));

    assertThat(Report.write(Samples.results(), folder))
        .content()
        .contains(
            "| CPU of a broadcast to 10 of 1000 against 10 of 10 | RoomBroadcast | ≤ 1.5 | 1.25 (1.25–1.30) | met |",
            "| CPU of a broadcast to 10 of 100000 against 10 of 10 | RoomBroadcast | ≤ 1.5 | 1.75 (1.70–2.00) | **not met** |");
  }

  private static double number(String text) {
    return Double.parseDouble(text);
  }

  @Test
  @DisplayName("a ratio is taken between numbers of one round")
  void ratios() {
    assertThat(
            Samples.results()
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
}
