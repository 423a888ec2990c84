package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.DisconnectReason;
import io.roomcast.Server;
import io.roomcast.ServerBuilder;
import io.roomcast.e2e.PacketClient.Way;
import io.roomcast.engineio.ClientSession;
import io.roomcast.examples.ServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages of 10 kB to everybody, of whom one does not read, or never polls. By default they are
 * far more than anything on the way could hold; {@code -Dslow.messages=60000} is 600 MB.
 */
@DisplayName("A client that does not read")
class SlowConsumerIT {
  private static final int MESSAGES = Integer.getInteger("slow.messages", 5000);
  private static final int BYTES = 10_000;
  private static final int MIB = 1024 * 1024;

  /** So many are sent before all good clients have confirmed them, and no more. */
  private static final int ROUND = 25;

  /** The slow one's queue is full after more than these. */
  private static final int MANY_ROUNDS = 20;

  /** Much less than a queue without a bound would hold in the end. */
  private static final long MOST_HEAP = 24L * MIB;

  private static final int HEAP_EACH = 1000;

  /** For all that is sent, so what holds everybody up a little each time does not pass either. */
  private static final Duration PATIENCE = Duration.ofSeconds(60).plusMillis(10L * MESSAGES);

  private static final List<Way> GOOD = List.of(Way.WEBSOCKET, Way.WEBSOCKET, Way.POLLING);
  private static final Pattern TICK = Pattern.compile("42\\[\"tick\",(\\d+),\"x+\"]");

  /** The limit of one client, its allowance, and what may be on its way to the others. */
  private static final long MOST_QUEUED = 9L * MIB + (long) GOOD.size() * ROUND * (BYTES + 200);

  /** How all clients of a run speak to the server; the slow one in a way of its own. */
  private record Line(Way slow, Wire wire) {
    PacketClient join(Way way, int port) throws IOException {
      return PacketClient.join(way, wire, port);
    }

    @Override
    public String toString() {
      return slow + " " + wire;
    }
  }

  private static Stream<Arguments> lines(Way insideTls) {
    return TransportsUnderTest.each(
        new Line(Way.WEBSOCKET, Wire.PLAIN),
        new Line(Way.POLLING, Wire.PLAIN),
        new Line(insideTls, Wire.TLS));
  }

  static Stream<Arguments> toBeDisconnected() {
    return lines(Way.WEBSOCKET);
  }

  static Stream<Arguments> toBeRefused() {
    return lines(Way.POLLING);
  }

  /** What the good ones have got. */
  private static final class Confirmed {
    private final Map<String, Integer> upTo = new ConcurrentHashMap<>();
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();

    synchronized void add(String socket, int number) {
      upTo.put(socket, number);
      notifyAll();
    }

    private boolean all(int number) {
      return upTo.size() == GOOD.size() && upTo.values().stream().allMatch(it -> it >= number);
    }

    /** Where somebody is held up by another, this does not come to its end. */
    synchronized void await(int number) throws InterruptedException {
      while (!all(number)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertThat(left).as("some client lags: %s, at %d", upTo, number).isPositive();
        wait(left);
      }
    }
  }

  /** A client that reads all there is and confirms it, until it has got the last. */
  private static CompletableFuture<Void> reading(Line line, Way way, int port) {
    return CompletableFuture.runAsync(
        () -> {
          try (PacketClient client = line.join(way, port)) {
            client.send("42[\"got\",-1]");
            int next = 0;
            while (next < MESSAGES) {
              for (String packet : client.receive()) {
                assertThat(number(packet)).isEqualTo(next);
                next++;
                if (next % ROUND == 0) {
                  client.send("42[\"got\"," + (next - 1) + "]");
                }
              }
            }
            client.send("42[\"got\"," + (MESSAGES - 1) + "]");
            client.send("41");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "good client").start());
  }

  private static int number(String packet) {
    Matcher tick = TICK.matcher(packet);
    assertThat(tick.matches()).as(packet).isTrue();
    return Integer.parseInt(tick.group(1));
  }

  private static ClientSession sessionOfTheOnlyClient(Server io) {
    await().until(() -> io.size() == 1);
    return io.sockets().iterator().next().session();
  }

  private static ServerBuilder options() {
    return Server.builder().engine(engine -> engine.pingInterval(Duration.ofHours(1)));
  }

  /**
   * Sends all of them, in rounds: the next begins when the good ones have confirmed this one. In
   * many rounds not a byte goes to the slow one between the moment in which all is sent and that in
   * which all others have it, so what these get does not wait for anything to move there.
   */
  private static void broadcast(Server io, ClientSession slow, Confirmed confirmed)
      throws InterruptedException {
    long before = liveHeap();
    String payload = "x".repeat(BYTES);
    confirmed.await(-1);
    int still = 0;
    for (int sent = 0; sent < MESSAGES; ) {
      for (int end = Math.min(sent + ROUND, MESSAGES); sent < end; sent++) {
        io.emit("tick", sent, payload);
      }
      long held = slow.queuedBytes();
      assertThat(io.engine().queuedBytes()).isLessThan(MOST_QUEUED);
      confirmed.await(sent - 1);
      if (held > 0 && slow.queuedBytes() == held) {
        still++;
      }
      if (sent % HEAP_EACH == 0) {
        assertThat(liveHeap() - before).as("bytes more in memory").isLessThan(MOST_HEAP);
      }
    }
    assertThat(still).as("rounds in which nothing went to the slow one").isGreaterThan(MANY_ROUNDS);
  }

  private static long liveHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @ParameterizedTest(name = "server on {0}, by {1}")
  @MethodSource("toBeDisconnected")
  @Timeout(1800)
  @DisplayName("is disconnected for that, costs little memory, and delays nobody else")
  void isDisconnected(ServerTransport transport, Line line) throws Exception {
    Confirmed confirmed = new Confirmed();
    List<DisconnectReason> reasons = new CopyOnWriteArrayList<>();
    try (ConformanceServer server = new ConformanceServer(line.wire(), transport, options())) {
      Server io = server.io();
      io.onConnection(
          socket -> {
            socket.on("got", Integer.class, number -> confirmed.add(socket.id(), number));
            socket.onDisconnect(reason -> reasons.add(reason));
          });
      try (PacketClient slow = line.join(line.slow(), server.port())) {
        ClientSession slowSession = sessionOfTheOnlyClient(io);
        var good = GOOD.stream().map(it -> reading(line, it, server.port())).toList();
        await().until(() -> io.size() == 1 + GOOD.size());
        broadcast(io, slowSession, confirmed);
        assertThat(reasons).first().isEqualTo(DisconnectReason.TOO_SLOW);
        for (CompletableFuture<Void> each : good) {
          each.get(60, TimeUnit.SECONDS);
        }
        assertThat(slow).as("it had no part in its end").isNotNull();
      }
      await().untilAsserted(() -> assertThat(io.engine().queuedBytes()).isZero());
      assertThat(Collections.frequency(reasons, DisconnectReason.TOO_SLOW)).isOne();
    }
  }

  @ParameterizedTest(name = "server on {0}, by {1}")
  @MethodSource("toBeRefused")
  @Timeout(1800)
  @DisplayName("stays where events may be refused, and gets in order what was not, when it reads")
  void isRefused(ServerTransport transport, Line line) throws Exception {
    Confirmed confirmed = new Confirmed();
    AtomicInteger overflows = new AtomicInteger();
    try (ConformanceServer server = new ConformanceServer(line.wire(), transport, options())) {
      Server io = server.io();
      io.overflow(
          socket -> {
            overflows.incrementAndGet();
            socket.onWritable(() -> socket.emit("last"));
          });
      io.onConnection(
          socket -> socket.on("got", Integer.class, number -> confirmed.add(socket.id(), number)));
      try (PacketClient slow = line.join(line.slow(), server.port())) {
        ClientSession slowSession = sessionOfTheOnlyClient(io);
        var good = GOOD.stream().map(it -> reading(line, it, server.port())).toList();
        await().until(() -> io.size() == 1 + GOOD.size());
        broadcast(io, slowSession, confirmed);
        for (CompletableFuture<Void> each : good) {
          each.get(60, TimeUnit.SECONDS);
        }
        await().until(() -> io.size() == 1);
        assertThat(overflows).hasValue(1);
        assertThat(io.engine().queuedBytes()).isBetween(5L * MIB, 8L * MIB);

        List<Integer> numbers = new ArrayList<>();
        boolean last = false;
        while (!last) {
          for (String packet : slow.receive()) {
            last |= packet.equals("42[\"last\"]");
            if (!last) {
              numbers.add(number(packet));
            }
          }
        }
        assertThat(numbers).as("all until it was too much").startsWith(0, 1, 2).isSorted();
        assertThat(numbers).doesNotHaveDuplicates().hasSizeLessThan(MESSAGES);
        await().untilAsserted(() -> assertThat(io.engine().queuedBytes()).isZero());
      }
    }
  }
}
