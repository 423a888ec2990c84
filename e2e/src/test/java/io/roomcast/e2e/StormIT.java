package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that connect and hang up in every state. {@code -Dstorm.connections=100000} makes the
 * storm as large as one likes.
 */
@DisplayName("A storm of connects and aborts")
class StormIT {
  private static final int CONNECTIONS = Integer.getInteger("storm.connections", 3000);

  /** A state in which a client hangs up. */
  private enum Abort {
    CONNECTED,
    MID_HEAD,
    HANDSHAKE_SENT,
    HANDSHAKE_DONE,
    POLL_PENDING,
    MID_POST,
    IN_A_ROOM_BY_POLLING,
    WEBSOCKET_OPEN,
    IN_A_ROOM_BY_WEBSOCKET,
    MID_ATTACHMENT,
    PROBE_SENT,
    UPGRADED
  }

  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  @Timeout(1800)
  @DisplayName("leaves every index empty and no thread behind")
  void leavesNothing(ServerTransport transport) throws Exception {
    Map<String, Boolean> inside = new ConcurrentHashMap<>();
    try (ConformanceServer server = new ConformanceServer(transport, options())) {
      server
          .io()
          .onConnection(
              socket -> {
                inside.put(socket.id(), true);
                socket.join("storm");
                socket.onDisconnect(reason -> inside.remove(socket.id()));
              });
      Map<Abort, AtomicInteger> done = storm(server.port());
      assertThat(done.keySet()).containsExactlyInAnyOrder(Abort.values());
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () -> {
                assertThat(server.io().clientsCount()).as("sessions").isZero();
                assertThat(server.io().sockets()).as("sockets").isEmpty();
                assertThat(server.io().rooms()).as("rooms").isEmpty();
                assertThat(inside).as("connections without a disconnection").isEmpty();
              });
      try (RawClient last = new RawClient(server.port())) {
        assertThat(last.handshake()).as("the server still works").isNotEmpty();
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("roomcast")));
  }

  /** Times so short that an abandoned session ends while the test waits. */
  private static ServerBuilder options() {
    return Server.builder()
        .connectTimeout(Duration.ofSeconds(2))
        .limits(Limits.builder().headTimeout(Duration.ofSeconds(2)).build())
        .engine(
            engine ->
                engine
                    .pingInterval(Duration.ofSeconds(1))
                    .pingTimeout(Duration.ofSeconds(2))
                    .upgradeTimeout(Duration.ofSeconds(2))
                    .maxHandshakesPerSecond(Integer.MAX_VALUE)); // they come as fast as they can
  }

  private static Map<Abort, AtomicInteger> storm(int port) throws Exception {
    Map<Abort, AtomicInteger> done = new ConcurrentHashMap<>();
    Abort[] states = Abort.values();
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Abort state = states[i % states.length];
        all.add(
            clients.submit(
                () -> {
                  abortIn(state, port);
                  done.computeIfAbsent(state, it -> new AtomicInteger()).incrementAndGet();
                  return null;
                }));
      }
      for (Future<?> client : all) {
        client.get();
      }
    } finally {
      clients.shutdownNow();
    }
    return done;
  }

  private static void abortIn(Abort state, int port) throws IOException {
    RawClient client = new RawClient(port);
    switch (state) {
      case CONNECTED -> {}
      case MID_HEAD -> client.send("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHos");
      case HANDSHAKE_SENT -> client.get("");
      case HANDSHAKE_DONE -> client.handshake();
      case POLL_PENDING -> client.get(client.handshake());
      case MID_POST -> client.post(client.handshake(), 1000, "40");
      case IN_A_ROOM_BY_POLLING -> {
        String sid = client.handshake();
        client.post(sid, 2, "40");
        client.response();
        client.get(sid);
        client.response();
      }
      case WEBSOCKET_OPEN -> client.upgrade("");
      case IN_A_ROOM_BY_WEBSOCKET -> join(client);
      case MID_ATTACHMENT -> {
        join(client);
        client.frame("451-[\"echo\",{\"_placeholder\":true,\"num\":0}]");
      }
      case PROBE_SENT, UPGRADED -> upgrade(client, state, port);
    }
    client.abort();
  }

  private static void join(RawClient client) throws IOException {
    client.upgrade("");
    client.readFrame();
    client.frame("40");
    client.readFrame();
  }

  private static void upgrade(RawClient polling, Abort state, int port) throws IOException {
    String sid = polling.handshake();
    RawClient probe = new RawClient(port);
    probe.upgrade(sid);
    probe.frame("2probe");
    probe.readFrame();
    if (state == Abort.UPGRADED) {
      probe.frame("5");
      probe.frame("40");
      probe.readFrame();
    }
    probe.abort();
  }
}
