package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.examples.ServerTransport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official JavaScript client runs its own checks against a real server. */
@DisplayName("The official JavaScript client")
class JavaScriptClientIT {
  private static final Path SCRIPT = Path.of("src", "test", "js", "client.test.mjs");

  static Stream<Arguments> clients() {
    return TransportsUnderTest.each(
        "socket.io-client polling,websocket",
        "socket.io-client polling",
        "socket.io-client websocket",
        "socket.io-client-4.4 polling,websocket",
        "socket.io-client-4.4 polling",
        "socket.io-client-4.4 websocket",
        "socket.io-client-4.0 polling,websocket");
  }

  @DisplayName("does everything that it can do")
  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("clients")
  void doesEverything(ServerTransport serverTransport, String clientAndTransports)
      throws Exception {
    String client = clientAndTransports.split(" ", 2)[0];
    String transports = clientAndTransports.split(" ", 2)[1];
    NodeProject.assumeInstalled();
    Path script = NodeProject.home().resolve("client.test.mjs");
    Files.copy(SCRIPT, script, StandardCopyOption.REPLACE_EXISTING);
    try (ConformanceServer server = new ConformanceServer(serverTransport)) {
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
