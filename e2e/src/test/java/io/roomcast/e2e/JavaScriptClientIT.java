package io.roomcast.e2e;

import io.roomcast.examples.ServerTransport;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official JavaScript client runs its own checks against a real server. */
@DisplayName("The official JavaScript client")
class JavaScriptClientIT {

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
    try (ConformanceServer server = new ConformanceServer(serverTransport)) {
      NodeProject.check(
          "client.test.mjs",
          Map.of("URL", server.url(), "CLIENT", client, "TRANSPORTS", transports),
          checks(transports));
    }
  }

  /** How many the script has; one of them is about the upgrade. */
  static int checks(String transports) {
    return transports.equals("polling,websocket") ? 23 : 22;
  }
}
