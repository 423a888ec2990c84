package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.DisconnectReason;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.examples.ServerTransport;
import io.roomcast.http.HealthCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What many clients do, or one very often; each of them would be a decent client otherwise. */
@DisplayName("A server that is flooded")
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere only one address leads to this machine")
class FloodIT {
  private static final int ALLOWED = 30; // connections of an address
  private static final int QUEUE = 200_000; // bytes of a session

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each(Wire.PLAIN, Wire.TLS);
  }

  private static List<Attack> handshakesOfMany() {
    return IntStream.range(2, 10).mapToObj(i -> Floods.handshakes("127.0.0." + i)).toList();
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-19 with handshakes of one address, or made-up ids, lets others in all the time")
  void oneAddress(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege =
        new Siege(
            transport,
            wire,
            options ->
                options.engine(
                    engine ->
                        engine
                            .use((exchange, response) -> true) // else an unknown id costs nothing
                            .trustedProxies(TrustedProxies.of("127.0.0.0/8"))
                            .maxHandshakesPerSecond(100)))) {
      siege.endure(
          List.of(
              Floods.forwardedHandshakes("203.0.113.7"), Floods.forwardedMadeUpIds("203.0.113.8")),
          4);
      siege.hasReached("maxHandshakesPerSecondPerAddress");
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-19 by addresses that have limits of their own lets others in all the time")
  void limitedAddresses(ServerTransport transport, Wire wire) throws Exception {
    List<Attack> floods = new ArrayList<>(handshakesOfMany());
    floods.add(Floods.connections("127.0.0.20", ALLOWED));
    floods.add(Floods.madeUpIds());
    try (Siege siege =
        new Siege(
            transport,
            wire,
            options ->
                options
                    .limits(Siege.limits().maxConnectionsPerAddress(ALLOWED).build())
                    .engine(engine -> engine.maxHandshakesPerSecondPerAddress(40)))) {
      siege.endure(floods, 1);
      siege.hasReached("maxHandshakesPerSecondPerAddress", "maxConnectionsPerAddress");
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-19 by more addresses than it can tell apart serves those who are there")
  void manyAddresses(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege =
        new Siege(
            transport,
            wire,
            options -> options.engine(engine -> engine.maxHandshakesPerSecond(50)))) {
      try (Assault flood = siege.begin(handshakesOfMany(), 1)) {
        Siege.endure(flood, siege.witness()::isServed);
      }
      siege.hasReached("maxHandshakesPerSecond");
      await().ignoreExceptions().untilAsserted(() -> Witness.visit(siege.target()));
      siege.leavesNothing();
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("SEC-13 with answers that nobody asked for, amid broadcasts, answers all others")
  void answers(ServerTransport transport, Wire wire) throws Exception {
    try (Siege siege = new Siege(transport, wire)) {
      try (Assault flood = siege.begin(List.of(Floods.answers(), Floods.compressedAnswers()), 2)) {
        Siege.endure(
            flood,
            () -> {
              for (int i = 0; i < 100; i++) {
                siege.io().emit("news", i);
              }
              siege.standsFirm();
            });
      }
      siege.leavesNothing();
    }
  }

  /** Who reads nothing, or little of what comes. */
  private record SlowReader(RawClient client, boolean sips) implements AutoCloseable {
    /** Takes a byte, if it is one that does so. */
    void read() {
      try {
        if (sips) {
          client.sip();
        }
      } catch (IOException hungUp) {
        // which the server tells of, too
      }
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  /** By WebSocket, and by polling with a single poll. */
  private static void addSlowReaders(List<SlowReader> slow, Target target) throws IOException {
    for (boolean sips : List.of(false, true)) {
      for (int i = 0; i < 3; i++) {
        slow.add(new SlowReader(target.joined(), sips));
        RawClient polling = target.connect();
        slow.add(new SlowReader(polling, sips));
        String sid = polling.handshake();
        target.join(polling, sid);
        polling.get(sid);
      }
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("with broadcasts that some do not read, or drop by drop, ends those, and no other")
  void slowReaders(ServerTransport transport, Wire wire) throws Exception {
    List<SlowReader> slow = new ArrayList<>();
    Map<String, DisconnectReason> reasons = new ConcurrentHashMap<>();
    String payload = "x".repeat(10_000);
    try (Siege siege =
        new Siege(
            transport,
            wire,
            options ->
                options
                    .engine(
                        engine -> engine.pingInterval(Duration.ofHours(1)).maxQueuedBytes(QUEUE))
                    .connectionStateRecovery(
                        ConnectionStateRecovery.within(Duration.ofSeconds(30))
                            .withMaxEventBytes(QUEUE / 2)))) {
      var unused =
          siege
              .io()
              .onConnection(socket -> socket.onDisconnect(it -> reasons.put(socket.id(), it)));
      addSlowReaders(slow, siege.target());
      await().until(() -> siege.io().size() == 1 + slow.size());
      Set<String> ids = siege.newcomers();
      await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(1))
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                for (int i = 0; i < 10; i++) {
                  siege.io().emit("news", payload);
                }
                slow.forEach(SlowReader::read);
                siege.standsFirm();
                assertThat(siege.io().engine().queuedBytes())
                    .isLessThan((slow.size() + 2) * (QUEUE + 1_000_000L));
                return reasons.keySet().containsAll(ids);
              });
      assertThat(ids).hasSameSizeAs(slow);
      assertThat(ids).allMatch(id -> DisconnectReason.TOO_SLOW.equals(reasons.get(id)));
      siege.hasReached("maxQueuedBytes");
      siege.leavesNothing();
    } finally {
      for (SlowReader each : slow) {
        each.close();
      }
    }
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("with questions that are never answered tells health checks that it is alive")
  void healthChecks(ServerTransport transport, Wire wire) throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    try (Siege siege =
        new Siege(
            transport,
            wire,
            options ->
                options
                    .executor(two)
                    .errorHandler(failure -> {}) // the questions fail in the end
                    .resources(HealthCheck.at("/alive"))
                    .engine(engine -> engine.pingInterval(Duration.ofHours(1))))) {
      CompletableFuture<String> answer;
      try (RawClient one = siege.target().joined();
          RawClient other = siege.target().joined();
          RawClient probe = siege.target().connect()) {
        for (RawClient client : List.of(one, other)) {
          client.frame("42[\"ask\",\"ready?\"]");
          Target.readPacket(client, "42"); // the listener waits for the answer, on its thread
        }
        answer = siege.witness().ask();
        for (int i = 0; i < 20; i++) {
          probe.send("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n");
          assertThat(probe.answer()).startsWith("HTTP/1.1 200 ").endsWith("ok\n");
        }
        assertThat(answer).as("there is no thread for it").isNotDone();
      }
      assertThat(answer).succeedsWithin(Witness.PATIENCE);
      siege.leavesNothing();
    } finally {
      two.shutdownNow();
    }
  }
}
