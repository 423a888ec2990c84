package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Connections that are cut in every state of the whole stack. {@code -Droomcast.storm=100000} makes
 * it a long one.
 */
class ConnectionStormTest {
  private static final int CONNECTIONS = Integer.getInteger("roomcast.storm", 2_000);
  private static final int THREADS = 4;
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

  private static final ConditionFactory SOON =
      await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));

  private final FakeTransport transport = new FakeTransport();
  private final Server io =
      Server.builder()
          .transport(transport)
          .engine(engine -> engine.maxHandshakesPerSecond(Integer.MAX_VALUE))
          .build();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger disconnections = new AtomicInteger();

  private String openByPolling() {
    FakeExchange handshake = transport.request(FakeExchange.get(POLLING));
    SOON.until(handshake::answered);
    return handshake.responseText().replaceAll(".*\"sid\":\"([^\"]+)\".*", "$1");
  }

  private void connectAndAbort(int state) {
    switch (state) {
      case 0 -> transport.request(FakeExchange.get(POLLING).abort());
      case 1 -> transport.request(FakeExchange.upgrade(WEBSOCKET)).failUpgrade();
      case 2 -> transport.connect().end(1006);
      case 3 -> transport.connect().receive("40").end(1006);
      case 4 -> transport.connect().receive("40").receive("451-[\"e\",").end(1001);
      case 5 ->
          joined()
              .receive("42[\"e\"]")
              .receive("451-[\"b\",{\"_placeholder\":true,\"num\":0}]")
              .end(1006);
      case 6 -> joined().receive("41").receive("40").end(1006);
      case 7 -> joined().receive("nonsense").end(1006);
      case 8 -> transport.request(FakeExchange.get(POLLING + "&sid=" + openByPolling())).abort();
      case 9 -> {
        String target = POLLING + "&sid=" + openByPolling();
        transport.request(FakeExchange.post(target, "40"));
        transport.request(FakeExchange.request("POST", target)).abort(); // its body half sent
      }
      default -> {
        String sid = openByPolling();
        transport.request(FakeExchange.post(POLLING + "&sid=" + sid, "40"));
        FakeWebSocket probe =
            transport.request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid)).openWebSocket();
        probe.receive("2probe");
        FakeExchange poll = transport.request(FakeExchange.get(POLLING + "&sid=" + sid));
        if (state == 10) {
          probe.end(1006);
          poll.abort();
          transport.request(FakeExchange.post(POLLING + "&sid=" + sid, "1"));
        } else {
          probe.receive("5").end(1006);
        }
      }
    }
  }

  private FakeWebSocket joined() {
    FakeWebSocket client = transport.connect().receive("40");
    SOON.until(() -> client.frames().size() > 1);
    return client;
  }

  @Test
  @DisplayName("user pain 1: connections that are cut in every state leave nothing behind")
  void storm() throws Exception {
    io.onConnection(
        socket -> {
          connections.incrementAndGet();
          socket.onDisconnect(reason -> disconnections.incrementAndGet());
          socket.join("r");
          socket.on(
              "e",
              args -> {
                var unused = socket.emitWithAck("q");
                io.to("r").emit("said");
              });
        });
    io.start().join();
    ExecutorService clients = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Random random = new Random(t);
        running.add(
            clients.submit(
                () -> {
                  for (int i = 0; i < CONNECTIONS / THREADS; i++) {
                    connectAndAbort(random.nextInt(12));
                  }
                }));
      }
      for (Future<?> each : running) {
        each.get(10, MINUTES);
      }
    } finally {
      clients.shutdownNow();
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(io.clientsCount()).isZero());
    assertThat(io.sockets()).isEmpty();
    assertThat(io.rooms()).isEmpty();

    io.stop().get(60, SECONDS);
    assertThat(connections.get()).isPositive().isEqualTo(disconnections.get());
  }
}
