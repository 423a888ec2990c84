package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official JavaScript client runs its own checks against a real server. */
@DisplayName("The official JavaScript client")
class JavaScriptClientIT {
  private static final Path SCRIPT = Path.of("src", "test", "js", "client.test.mjs");

  @DisplayName("does everything that it can do")
  @ParameterizedTest(name = "{0} over {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          socket.io-client     | polling,websocket
          socket.io-client     | polling
          socket.io-client     | websocket
          socket.io-client-4.4 | polling,websocket
          socket.io-client-4.4 | polling
          socket.io-client-4.4 | websocket
          socket.io-client-4.0 | polling,websocket
          """)
  void doesEverything(String client, String transports) throws Exception {
    NodeProject.assumeInstalled();
    Path script = NodeProject.home().resolve("client.test.mjs");
    java.nio.file.Files.copy(SCRIPT, script, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    try (ConformanceServer server = new ConformanceServer()) {
      NodeProject.Result result =
          NodeProject.run(
              Map.of("URL", server.url(), "CLIENT", client, "TRANSPORTS", transports),
              Duration.ofSeconds(100),
              List.of("node", "--test", "--test-reporter=spec", script.toString()));
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(result.output()).contains("pass 2").contains("fail 0");
    }
  }
}
