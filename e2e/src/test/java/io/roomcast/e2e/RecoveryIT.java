package io.roomcast.e2e;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.codec.msgpack.MsgpackCodec;
import io.roomcast.examples.ServerTransport;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The official JavaScript client loses its connection to a real server, and comes back. */
@DisplayName("The official JavaScript client")
class RecoveryIT {

  static Stream<Arguments> clients() {
    return TransportsUnderTest.each(
        "polling", "websocket", "polling,websocket", "websocket socket.io-msgpack-parser");
  }

  @DisplayName("API-44 API-45 goes on where it was")
  @ParameterizedTest(name = "over {1}, server on {0}")
  @MethodSource("clients")
  void recovers(ServerTransport serverTransport, String transportsAndParser) throws Exception {
    String[] words = transportsAndParser.split(" ", 2);
    Map<String, String> environment = new HashMap<>(Map.of("TRANSPORTS", words[0]));
    var options =
        Server.builder()
            .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofMinutes(1)));
    if (words.length > 1) {
      environment.put("PARSER", words[1]);
      options.codec(MsgpackCodec.factory());
    }
    try (ConformanceServer server = new ConformanceServer(serverTransport, options)) {
      server.io().onConnection(socket -> serve(server.io(), socket));
      environment.put("URL", server.url());
      NodeProject.check("recovery.test.mjs", environment, 6);
    }
  }

  private static void serve(Server io, Socket socket) {
    socket.on("recovered", (args, ack) -> ack.send(socket.recovered()));
    socket.on(
        "tell",
        (args, ack) -> {
          String room = args.get(0, String.class);
          String text = args.get(1, String.class);
          if (room.isEmpty()) {
            io.emit("said", text);
          } else {
            io.to(room).emit("said", text);
          }
          ack.send();
        });
    socket.on(
        "whisper",
        String.class,
        (text, ack) -> {
          io.asVolatile().emit("said", text);
          ack.send();
        });
    socket.on(
        "send bytes",
        (args, ack) -> {
          io.emit("bytes", new byte[] {1, 2, 3});
          ack.send();
        });
  }
}
