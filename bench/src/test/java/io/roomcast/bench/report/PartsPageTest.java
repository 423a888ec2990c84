package io.roomcast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsPageTest {
  private static final Path GOLDEN =
      Path.of("src", "test", "resources", "io", "roomcast", "bench", "report");

  @TempDir Path folder;

  @Test
  @DisplayName("the page of JMH's results is the one that was looked at once")
  void golden() throws IOException {
    Path results = Files.copy(GOLDEN.resolve("parts.json"), folder.resolve("parts.json"));

    Path page =
        PartsPage.write(
            results, "bench/jmh -f 2", "2026-01-02T03:04Z", Map.of("machine", "a small one"));

    assertThat(page).isEqualTo(folder.resolve("parts.md"));
    assertThat(page).hasSameTextualContentAs(GOLDEN.resolve("parts.md"));
  }

  @Test
  @DisplayName("there is no page without results")
  void empty() throws IOException {
    Path results = Files.writeString(folder.resolve("parts.json"), "[]");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartsPage.write(results, "bench/jmh", "now", Map.of()))
        .withMessageContaining("parts.json is empty");
    assertThat(folder.resolve("parts.md")).doesNotExist();
  }
}
