package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.engineio.HttpCompression;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that are not ours, against a server that compresses whatever it can. */
@DisplayName("With compression on")
class CompressionIT {
  private static final Path SCRIPTS = Path.of("src", "test", "js");

  /** A server that compresses messages of any size. */
  static ServerBuilder compressing(boolean takeover) {
    return Server.builder()
        .engine(
            engine ->
                engine
                    .httpCompression(new HttpCompression(0))
                    .perMessageDeflate(
                        PerMessageDeflate.defaults()
                            .withThreshold(0)
                            .withContextTakeover(takeover, takeover)));
  }

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each(false, true);
  }

  @DisplayName("EIO-52 the official client does everything that it can do")
  @ParameterizedTest(name = "server on {0}, context takeover {1}")
  @MethodSource("servers")
  void officialClient(ServerTransport transport, boolean takeover) throws IOException {
    NodeProject.Result result =
        run(
            transport,
            "client.test.mjs",
            takeover,
            Map.of("CLIENT", "socket.io-client", "TRANSPORTS", "polling,websocket"));
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("pass 2").contains("fail 0");
  }

  @DisplayName("EIO-52 SEC-13 another implementation agrees with ours, whatever it asks for")
  @ParameterizedTest(name = "server on {0}, context takeover {1}")
  @MethodSource("servers")
  void ws(ServerTransport transport, boolean takeover) throws IOException {
    NodeProject.Result result =
        run(
            transport,
            "deflate.test.mjs",
            takeover,
            Map.of("TAKEOVER", Boolean.toString(takeover)));
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("pass 7").contains("fail 0");
  }

  private static NodeProject.Result run(
      ServerTransport transport, String name, boolean takeover, Map<String, String> environment)
      throws IOException {
    NodeProject.assumeInstalled();
    Path script = NodeProject.home().resolve(name);
    Files.copy(SCRIPTS.resolve(name), script, StandardCopyOption.REPLACE_EXISTING);
    try (ConformanceServer server = new ConformanceServer(transport, compressing(takeover))) {
      Map<String, String> all = new HashMap<>(environment);
      all.put("URL", server.url());
      return NodeProject.run(
          all,
          Duration.ofSeconds(100),
          List.of("node", "--test", "--test-reporter=spec", script.toString()));
    }
  }
}
