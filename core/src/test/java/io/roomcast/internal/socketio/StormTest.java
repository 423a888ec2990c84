package io.roomcast.internal.socketio;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.ConnectionRefusedException;
import io.roomcast.Namespace;
import io.roomcast.ParentNamespace;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.codec.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Clients that come and go in every state, while the application joins, emits, asks and disconnects
 * from other threads. {@code -Droomcast.storm=100000} makes it a long one.
 */
class StormTest {
  private static final int CLIENTS = Integer.getInteger("roomcast.storm", 4_000);
  private static final int THREADS = 4;
  private static final List<CloseReason> REASONS = List.of(CloseReason.values());

  private final ExecutorService handlers = Executors.newFixedThreadPool(THREADS);
  private final TestBed server =
      new TestBed(
          handlers,
          options ->
              options.maxQueuedEvents(3).maxPendingAcks(5).cleanupEmptyChildNamespaces(true));
  private final Namespace io = server.io();
  private final Namespace chat = server.of("/chat");
  private final ParentNamespace rooms =
      server.namespaces.of(Pattern.compile("^/room-"), parent -> {});
  private final ParentNamespace later =
      server.namespaces.ofAsync(
          (name, handshake) -> CompletableFuture.supplyAsync(() -> true), parent -> {});
  private final Queue<Socket> seen = new ConcurrentLinkedQueue<>();
  private final Queue<CompletableFuture<Void>> verdicts = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger disconnections = new AtomicInteger();

  private void serve(Namespace namespace) {
    namespace.use(socket -> seen.add(socket));
    namespace.useAsync(
        socket -> {
          socket.join("before");
          return switch (socket.id().charAt(0) % 4) {
            case 0 -> CompletableFuture.failedFuture(new ConnectionRefusedException("no"));
            case 1 -> {
              CompletableFuture<Void> verdict = new CompletableFuture<>();
              verdicts.add(verdict);
              yield verdict;
            }
            default -> CompletableFuture.completedFuture(null);
          };
        });
    namespace.onConnection(
        socket -> {
          connections.incrementAndGet();
          socket.onDisconnect(reason -> disconnections.incrementAndGet());
          socket.join("r1", "r2");
          socket.on(
              "e",
              args -> {
                socket.join("r" + args.get(0));
                socket.to("r1").emit("said", args.get(0));
                ask(socket);
              });
          ask(socket);
        });
  }

  private static void ask(Socket socket) {
    var unused = socket.emitWithAck("q");
  }

  private void client(Random random) {
    FakeSession session = server.connect();
    List<String> script =
        List.of(
            "0",
            "0/room-" + random.nextInt(3) + ",",
            "0/chat,",
            "0/later-" + random.nextInt(3) + ",",
            "2[\"e\",3]",
            "2/chat,[\"e\",4]",
            "1/room-0,",
            "30[1]",
            "51-[\"e\",",
            "1",
            "x");
    int steps = random.nextInt(script.size() + 1);
    for (int i = 0; i < steps; i++) {
      session.text(script.get(random.nextInt(4) == 0 ? random.nextInt(script.size()) : i));
      meddle(random);
    }
    session.end(REASONS.get(random.nextInt(REASONS.size())));
  }

  /** What the application does meanwhile. */
  private void meddle(Random random) {
    Socket socket = seen.peek();
    switch (random.nextInt(9)) {
      case 7 -> rooms.emit("rooms");
      case 0 -> io.to("r1", "r2").emit("all");
      case 1 -> io.socketsJoin("everybody");
      case 2 -> chat.room("before").socketsLeave("before");
      case 3 -> io.to("r3").disconnectSockets(random.nextBoolean());
      case 4 -> {
        CompletableFuture<Void> verdict = verdicts.poll();
        if (verdict != null) {
          verdict.complete(null);
        }
      }
      case 5 -> {
        if (socket != null) {
          socket.join("late");
          ask(socket);
        }
      }
      case 6 -> {
        if (socket != null) {
          socket.disconnect(true);
        }
      }
      default -> io.except("r1").emit("few", Map.of("a", 1));
    }
  }

  @Test
  @DisplayName("user pain 1: after a storm of connects and aborts every index is empty")
  void storm() throws Exception {
    serve(io);
    serve(chat);
    server.namespaces.onNewNamespace(this::serve);
    ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Random random = new Random(t);
        running.add(
            clients.submit(
                () -> {
                  for (int i = 0; i < CLIENTS / THREADS; i++) {
                    client(random);
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get(10, MINUTES);
      }
      verdicts.forEach(verdict -> verdict.complete(null));
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(() -> assertThat(server.clients.live().count()).isZero());

      await()
          .untilAsserted(
              () -> assertThat(server.namespaces.all()).containsExactlyInAnyOrder(io, chat));
      assertThat(rooms.children()).isEmpty();
      assertThat(later.children()).isEmpty();

      assertThat(connections.get()).isPositive().isEqualTo(disconnections.get());
      assertThat(server.clients.gone()).isDone();
      for (Namespace namespace : List.of(io, chat)) {
        assertThat(namespace.sockets()).isEmpty();
        assertThat(namespace.rooms()).isEmpty();
      }
      for (Socket socket : seen) {
        assertThat(((LocalSocket) socket).outbound().pendingAcks()).isZero();
        assertThat(socket.join("late")).isFalse();
        assertThat(socket.rooms()).isEmpty();
      }
      assertThat(server.timers.pending()).isZero();
      assertThat(server.failures) // but for the clients' nonsense
          .filteredOn(failure -> !(failure.cause() instanceof DecodeException))
          .isEmpty();
    } finally {
      clients.shutdownNow();
      handlers.shutdownNow();
    }
  }
}
