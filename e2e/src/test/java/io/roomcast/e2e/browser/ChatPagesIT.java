package io.roomcast.e2e.browser;

import io.roomcast.Server;
import io.roomcast.e2e.NodeProject;
import io.roomcast.e2e.TransportsUnderTest;
import io.roomcast.examples.ChatApplication;
import io.roomcast.examples.ServerTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chat application's pages in a real Chromium. What is done and seen there is written in the
 * scripts below {@code src/test/js/browser}; screenshots are kept in {@code target/screenshots}.
 */
@DisplayName("In a real browser")
class ChatPagesIT {
  private static final Path SCRIPTS = Path.of("src", "test", "js", "browser");
  private static final Path SCREENSHOTS = Path.of("target", "screenshots").toAbsolutePath();

  /** The scripts, and how many checks each has, so that none is left out in silence. */
  private static final Map<String, Integer> CHECKS =
      new TreeMap<>(Map.of("start", 2, "group", 11, "rooms", 9, "tutorial", 4));

  static Stream<Arguments> pages() {
    return TransportsUnderTest.each(CHECKS.keySet().toArray());
  }

  @DisplayName("each page does what it should")
  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("pages")
  @Timeout(360)
  void pagesDoWhatTheyShould(ServerTransport transport, String script) throws IOException {
    NodeProject.assumeInstalled();
    Path chromium = Chromium.assumeInstalled();
    Path scripts = copyScripts();
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Server io = ChatApplication.server(transport.on(anyPort))) {
      String url = "http://127.0.0.1:" + io.start().join().getPort();
      NodeProject.check(
          scripts.resolve(script + ".test.mjs"),
          Map.of(
              "URL", url,
              "CHROMIUM", chromium.toString(),
              "SCREENSHOTS", SCREENSHOTS.toString()),
          Duration.ofMinutes(5),
          CHECKS.get(script));
    }
  }

  /** Beside the packages that they import. */
  static Path copyScripts() throws IOException {
    Path to = Files.createDirectories(NodeProject.home().resolve("browser"));
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        Files.copy(script, to.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return to;
  }
}
