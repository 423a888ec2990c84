package io.roomcast.e2e.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.e2e.NodeProject;
import io.roomcast.examples.ChatApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The chat application's pages in a real Chromium. What is done and seen there is written in the
 * scripts below {@code src/test/js/browser}; screenshots are kept in {@code target/screenshots}.
 */
@DisplayName("In a real browser")
class ChatPagesIT {
  private static final Path SCRIPTS = Path.of("src", "test", "js", "browser");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();

  @DisplayName("each page does what it should")
  @ParameterizedTest(name = "{0}: {1} checks")
  @CsvSource({"start, 2", "group, 11", "rooms, 9", "tutorial, 4"})
  @Timeout(360)
  void pagesDoWhatTheyShould(String script, int checks) throws IOException {
    NodeProject.assumeInstalled();
    Path chromium = Chromium.assumeInstalled();
    Path scripts = copyScripts();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Server io = ChatApplication.server(anyPort)) {
      String url = "http://127.0.0.1:" + io.start().join().getPort();
      NodeProject.Result result =
          NodeProject.run(
              Map.of(
                  "URL", url,
                  "CHROMIUM", chromium.toString(),
                  "SCREENSHOTS", SCREENSHOTS.toString()),
              Duration.ofMinutes(5),
              List.of(
                  "node",
                  "--test",
                  "--test-reporter=spec",
                  scripts.resolve(script + ".test.mjs").toString()));
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(result.output()).contains("pass " + checks).contains("fail 0");
    }
  }

  /** Beside the packages that they import. */
  private static Path copyScripts() throws IOException {
    Path to = Files.createDirectories(NodeProject.home().resolve("browser"));
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        Files.copy(script, to.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }
}
