package io.roomcast.e2e;

import io.roomcast.Server;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.examples.ServerTransport;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official JavaScript client and its MessagePack parser run the checks of the JSON ones. */
@DisplayName("The official JavaScript client with socket.io-msgpack-parser")
class MsgpackClientIT {

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each("polling,websocket", "polling", "websocket");
  }

  @DisplayName("SIO-35 SIO-36 SIO-37 SIO-39 does everything that it can do with JSON")
  @ParameterizedTest(name = "over {1}, server on {0}")
  @MethodSource("servers")
  void doesEverything(ServerTransport serverTransport, String transports) throws Exception {
    try (ConformanceServer server =
        new ConformanceServer(serverTransport, Server.builder().codec(MsgpackCodec.factory()))) {
      NodeProject.check(
          "client.test.mjs",
          Map.of(
              "URL",
              server.url(),
              "CLIENT",
              "socket.io-client",
              "TRANSPORTS",
              transports,
              "PARSER",
              "socket.io-msgpack-parser"),
          JavaScriptClientIT.checks(transports));
    }
  }
}
