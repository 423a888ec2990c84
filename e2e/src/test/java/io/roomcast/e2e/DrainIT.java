package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.DisconnectReason;
import io.roomcast.Server;
import io.roomcast.examples.ServerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server stops while official clients are on it, and another one takes its port. */
@DisplayName("The official JavaScript client on a server that stops")
class DrainIT {
  private static final int CLIENTS = 60;
  private static final int EVENTS = 100;

  static Stream<Arguments> clients() {
    return TransportsUnderTest.each(
        "socket.io-client polling",
        "socket.io-client websocket",
        "socket.io-client polling,websocket",
        "socket.io-client-4.0 polling",
        "socket.io-client-4.0 polling,websocket");
  }

  private static Server server(ServerTransport transport, int port, String name) {
    Server io =
        Server.builder()
            .transport(transport.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
            .build();
    io.onConnection(socket -> socket.emit("server", name));
    return io;
  }

  @DisplayName("API-5 EIO-77 loses nothing that was queued, and comes back by itself")
  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("clients")
  void comesBack(ServerTransport transport, String clientAndTransports) throws Exception {
    String[] words = clientAndTransports.split(" ", 2);
    Queue<DisconnectReason> reasons = new ConcurrentLinkedQueue<>();
    CompletableFuture<Server> restarted = new CompletableFuture<>();
    try (Server first = server(transport, 0, "first")) {
      int port = first.start().join().getPort();
      String filler = "x".repeat(4000);
      first.onConnection(
          socket -> {
            socket.onDisconnect(reasons::add);
            socket.on(
                "drain",
                args -> {
                  for (int i = 0; i < EVENTS; i++) {
                    first.emit("news", i, filler);
                  }
                  var unused =
                      first
                          .stop(Duration.ofSeconds(60))
                          .thenCompose(
                              portFree -> {
                                Server second = server(transport, port, "second");
                                return second.start().thenApply(address -> second);
                              })
                          .whenComplete(
                              (second, failure) -> {
                                if (failure == null) {
                                  restarted.complete(second);
                                } else {
                                  restarted.completeExceptionally(failure);
                                }
                              });
                });
          });
      NodeProject.check(
          "drain.test.mjs",
          Map.of(
              "URL",
              "http://127.0.0.1:" + port,
              "CLIENT",
              words[0],
              "TRANSPORTS",
              words[1],
              "CLIENTS",
              String.valueOf(CLIENTS),
              "EVENTS",
              String.valueOf(EVENTS)),
          1);
      assertThat(reasons)
          .containsExactlyElementsOf(
              Collections.nCopies(CLIENTS, DisconnectReason.SERVER_SHUTTING_DOWN));
      restarted.get(20, TimeUnit.SECONDS).close();
    }
  }
}
