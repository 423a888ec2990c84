package io.roomcast.e2e;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.engineio.HttpCompression;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.PerMessageDeflate;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that are not ours, against a server that compresses whatever it can. */
@DisplayName("With compression on")
class CompressionIT {

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
    run(
        transport,
        "client.test.mjs",
        takeover,
        Map.of("CLIENT", "socket.io-client", "TRANSPORTS", "polling,websocket"),
        JavaScriptClientIT.checks("polling,websocket"));
  }

  @DisplayName("EIO-52 SEC-13 another implementation agrees with ours, whatever it asks for")
  @ParameterizedTest(name = "server on {0}, context takeover {1}")
  @MethodSource("servers")
  void ws(ServerTransport transport, boolean takeover) throws IOException {
    run(transport, "deflate.test.mjs", takeover, Map.of("TAKEOVER", Boolean.toString(takeover)), 7);
  }

  private static void run(
      ServerTransport transport,
      String name,
      boolean takeover,
      Map<String, String> environment,
      int checks)
      throws IOException {
    try (ConformanceServer server = new ConformanceServer(transport, compressing(takeover))) {
      Map<String, String> all = new HashMap<>(environment);
      all.put("URL", server.url());
      NodeProject.check(name, all, checks);
    }
  }
}
