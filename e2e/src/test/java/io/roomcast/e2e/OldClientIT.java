package io.roomcast.e2e;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.examples.ServerTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official client of Socket.IO 2 runs its own checks against a server that lets it in. */
@DisplayName("The official client of Socket.IO 2")
class OldClientIT {
  private static final int TESTS = 17;

  static Stream<Arguments> clients() {
    return TransportsUnderTest.each("polling,websocket", "polling", "websocket");
  }

  @DisplayName("EIO-81 EIO-82 does everything that it can do")
  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("clients")
  void doesEverything(ServerTransport serverTransport, String transports) throws IOException {
    run(serverTransport, Server.builder(), transports, false);
  }

  @DisplayName("EIO-81 EIO-82 does so without taking binary, too")
  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  void base64(ServerTransport serverTransport) throws IOException {
    run(serverTransport, Server.builder(), "polling,websocket", true);
  }

  @DisplayName("EIO-81 EIO-82 EIO-47 EIO-52 does so with compression on")
  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  void compressed(ServerTransport serverTransport) throws IOException {
    run(serverTransport, CompressionIT.compressing(true), "polling,websocket", false);
  }

  private static void run(
      ServerTransport serverTransport, ServerBuilder options, String transports, boolean base64)
      throws IOException {
    options.engine(engine -> engine.allowEIO3(true).pingInterval(Duration.ofMillis(300)));
    try (ConformanceServer server = new ConformanceServer(serverTransport, options)) {
      NodeProject.check(
          "client2.test.mjs",
          Map.of(
              "URL", server.url(),
              "TRANSPORTS", transports,
              "BASE64", Boolean.toString(base64)),
          TESTS);
    }
  }
}
