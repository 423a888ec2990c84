package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.ConnectionStateRecovery;
import io.roomcast.Server;
import io.roomcast.Socket;
import io.roomcast.examples.ServerTransport;
import io.roomcast.spi.transport.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients that connect and hang up in every state, in rounds. {@code -Dstorm.connections=1000000}
 * makes the storm as large as one likes.
 */
@DisplayName("A storm of connects and aborts")
class StormIT {
  private static final int CONNECTIONS = Integer.getInteger("storm.connections", 3000);
  private static final int ROUNDS = Math.max(2, CONNECTIONS / 100_000);

  /** Who waits for its turn in a long storm, on a machine that is busy, is not to be cut off. */
  private static final Duration PATIENCE = Duration.ofSeconds(ROUNDS == 2 ? 1 : 10);

  /** Nobody waits for the end of these: who hangs up resets the connection. */
  private static final Duration AMPLE = Duration.ofSeconds(11);

  private static final int CLIENTS_AT_ONCE = 8;
  private static final double MOST_MEBIBYTES = 2;
  private static final Set<String> NAMESPACES = Set.of("/");

  private final Set<StormState> reached = ConcurrentHashMap.newKeySet();
  private final Map<String, Boolean> inside = new ConcurrentHashMap<>();

  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  @Timeout(value = 4, unit = TimeUnit.HOURS)
  @DisplayName("SEC-22 leaves every index empty, nothing in the heap and no thread behind")
  void leavesNothing(ServerTransport transport) throws Exception {
    TwoPorts ports = new TwoPorts(transport);
    try (Server io = server(ports)) {
      io.start().join();
      Footprint first = round(io, ports, 0);
      try (RawClient visitor = ports.target(Wire.PLAIN).joined()) {
        visitor.frame("42[\"nothing\"]");
        assertThat(Footprint.take().growthSince(first)).as("one who is there").isNotEmpty();
      }
      for (int i = 1; i < ROUNDS; i++) {
        round(io, ports, i);
      }
      assertThat(reached).containsExactlyInAnyOrder(StormState.values());
      System.out.printf(
          "%s: %s after the last of %d connections%n",
          transport, Remains.awaitNoGrowth(first, MOST_MEBIBYTES), CONNECTIONS);
      try (RawClient last = ports.target(Wire.PLAIN).connect()) {
        assertThat(last.handshake()).as("the server still works").isNotEmpty();
      }
    }
    Remains.awaitNoThread();
  }

  private Footprint round(Server io, TwoPorts ports, int number) throws Exception {
    long begin = System.nanoTime();
    int size = CONNECTIONS / ROUNDS;
    storm(ports, number * size, (number + 1) * size);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    Remains.awaitNone(io, NAMESPACES);
    assertThat(inside).as("connections without a disconnection").isEmpty();
    Footprint left = Remains.footprint(io);
    System.out.printf("round %d: %d in %d ms, then %s%n", number, size, millis, left);
    return left;
  }

  /** Times so short that an abandoned session ends while the test waits. */
  private Server server(TwoPorts ports) {
    Server io =
        Server.builder()
            .transport(ports)
            .connectTimeout(AMPLE)
            .packetTimeout(Duration.ofSeconds(2))
            .cleanupEmptyChildNamespaces(true)
            .connectionStateRecovery(ConnectionStateRecovery.within(Duration.ofSeconds(5)))
            .errorHandler(failure -> {}) // of those who wait for an answer that does not come
            .limits(Limits.builder().headTimeout(AMPLE).build())
            .engine(
                engine ->
                    engine
                        .pingInterval(Duration.ofMillis(500))
                        .pingTimeout(PATIENCE)
                        .upgradeTimeout(AMPLE)
                        .maxHandshakesPerSecond(Integer.MAX_VALUE)) // they come as they can
            .build();
    io.onConnection(this::serve);
    io.of(Pattern.compile("/storm-.*")).onConnection(this::serve);
    return io;
  }

  private void serve(Socket socket) {
    inside.put(socket.id(), true);
    socket.onDisconnect(reason -> inside.remove(socket.id()));
    socket.join("storm");
    socket.on(
        "ask",
        args -> {
          var unused = socket.emitWithAck("question");
        });
    socket.on("ask and wait", args -> socket.emitWithAck("question").join());
    String filler = "x".repeat(10_000);
    socket.on(
        "flood",
        args -> {
          while (socket.writable()) {
            socket.emit("flood", filler);
          }
        });
  }

  private void storm(TwoPorts ports, int from, int to) throws Exception {
    AtomicInteger next = new AtomicInteger(from);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS_AT_ONCE);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS_AT_ONCE; i++) {
        all.add(
            clients.submit(
                () -> {
                  connectAndHangUp(ports, next, to);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private void connectAndHangUp(TwoPorts ports, AtomicInteger next, int to) throws IOException {
    for (int n = next.getAndIncrement(); n < to; n = next.getAndIncrement()) {
      StormState state = StormState.of(n);
      try {
        state.hangUp(ports);
      } catch (IOException e) {
        throw new IOException("client " + n + ", which was to hang up when " + state, e);
      }
      reached.add(state);
    }
  }
}
