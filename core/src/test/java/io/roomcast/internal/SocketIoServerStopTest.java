package io.roomcast.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.DisconnectReason;
import io.roomcast.Server;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SocketIoServerStopTest extends SocketIoServerScene {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";

  /** A client on polling that has joined, and the target of its requests. */
  private String joinByPolling() {
    String open = transport.request(FakeExchange.get(POLLING)).responseText();
    String target =
        POLLING + "&sid=" + open.substring("0{\"sid\":\"".length(), open.indexOf("\",\""));
    FakeExchange poll = transport.request(FakeExchange.get(target));
    transport.request(FakeExchange.post(target, "40"));
    await().until(poll::answered);
    assertThat(poll.responseText()).startsWith("40");
    return target;
  }

  private String poll(String target) {
    return transport.request(FakeExchange.get(target)).responseText();
  }

  @Test
  @DisplayName("API-5 stop tells the sockets so without a packet, and waits for their listeners")
  void stop_tells_the_sockets() throws Exception {
    CountDownLatch listening = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Object> heard = new CopyOnWriteArrayList<>();
    io.onConnection(
        socket ->
            socket.onDisconnect(
                reason -> {
                  listening.countDown();
                  assertThat(goOn.await(30, SECONDS)).isTrue();
                  heard.add(reason);
                }));
    io.start().join();
    FakeWebSocket client = join();

    CompletableFuture<Void> stopped = io.stop(Duration.ZERO);
    assertThat(listening.await(30, SECONDS)).isTrue();
    await().until(() -> transport.calls.size() == 2); // the port does not wait
    assertThat(stopped).isNotDone();
    assertThat(openAdapters).hasValue(1);
    assertThat(io.stop()).isNotDone();
    assertThatThrownBy(io.start()::join).hasCauseInstanceOf(IllegalStateException.class);
    goOn.countDown();

    stopped.get(30, SECONDS);
    assertThat(heard).containsExactly(DisconnectReason.SERVER_SHUTTING_DOWN);
    assertThat(client.frames()).hasSize(2);
    assertThat(client.closedByServer()).isTrue();
    assertThat(openAdapters).hasValue(0);
    assertThat(io.clientsCount()).isZero();
  }

  @Test
  @DisplayName("API-5 EIO-77 a stop with grace delivers what is queued, while newcomers get 503")
  void stop_delivers() throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    io.onConnection(socket -> socket.onDisconnect(reason -> heard.add(reason)));
    assertThat(io.accepting()).isFalse();
    io.start().join();
    assertThat(io.accepting()).isTrue();
    String target = joinByPolling();
    FakeWebSocket webSocket = join().stall();
    await().until(() -> io.sockets().size() == 2);
    for (int i = 0; i < 100; i++) {
      io.emit("news", i, "x".repeat(1000));
    }

    CompletableFuture<Void> stopped = io.stop(Duration.ofDays(1));
    assertThat(io.accepting()).isFalse();
    assertThat(transport.request(FakeExchange.get(POLLING)).status()).isEqualTo(503);
    await().until(webSocket::closedByServer);
    assertThat(webSocket.frames()).hasSize(102);
    await().until(() -> heard.size() == 1);
    assertThat(io.clientsCount()).as("it is counted as long as it is there").isOne();
    assertThat(openAdapters).hasValue(1);
    String[] queue = poll(target).split("\u001e", -1);
    assertThat(queue).hasSize(100);
    for (int i = 0; i < 100; i++) {
      assertThat(queue[i]).startsWith("42[\"news\"," + i + ",");
    }
    assertThat(transport.calls).containsExactly("start");
    assertThat(poll(target)).as("no packet of Socket.IO's").isEqualTo("6\u001e1");

    stopped.get(30, SECONDS);
    assertThat(heard)
        .containsExactly(
            DisconnectReason.SERVER_SHUTTING_DOWN, DisconnectReason.SERVER_SHUTTING_DOWN);
    assertThat(transport.calls).containsExactly("start", "stop");
    assertThat(transport.graces.get(0)).isBetween(Duration.ofHours(23), Duration.ofDays(1));
    assertThat(openAdapters).hasValue(0);
    io.start().join();
    assertThat(io.accepting()).isTrue();
  }

  @Test
  @DisplayName("API-5 EIO-77 a grace of zero drops what is queued, and waits for no poll")
  void stop_at_once() throws Exception {
    io.start().join();
    String target = joinByPolling();
    FakeWebSocket webSocket = join().stall();
    io.emit("news");
    io.stop(Duration.ZERO).get(30, SECONDS);
    assertThat(webSocket.frames()).hasSize(2);
    assertThat(poll(target)).contains("\"code\":1");
    assertThat(transport.graces).containsExactly(Duration.ZERO);
  }

  @Test
  @DisplayName("EIO-79 a second stop with a shorter grace shortens the first")
  void stop_shortened() throws Exception {
    io.start().join();
    String target = joinByPolling(); // and never polls again
    CompletableFuture<Void> first = io.stop(Duration.ofDays(1));
    CompletableFuture<Void> same = io.stop(Duration.ofDays(2));
    assertThat(io.clientsCount()).isOne();
    CompletableFuture<Void> second = io.stop(Duration.ZERO);
    first.get(30, SECONDS);
    second.get(30, SECONDS);
    same.get(30, SECONDS);
    assertThat(poll(target)).contains("\"code\":1");
    assertThat(transport.calls).containsExactly("start", "stop");
    assertThat(transport.graces).containsExactly(Duration.ZERO);
  }

  @Test
  @DisplayName("EIO-79 so it does where the transport is stopping, and not when it has stopped")
  void transport_stop_shortened() throws Exception {
    CompletableFuture<Void> portFree = new CompletableFuture<>();
    CountDownLatch disconnecting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    io.onConnection(
        socket ->
            socket.onDisconnect(
                reason -> {
                  disconnecting.countDown();
                  assertThat(goOn.await(30, SECONDS)).isTrue();
                }));
    transport.stops(portFree);
    io.start().join();
    join();
    CompletableFuture<Void> first = io.stop(Duration.ofDays(1));
    await().until(() -> transport.graces.size() == 1);
    CompletableFuture<Void> longer = io.stop(Duration.ofDays(2));
    CompletableFuture<Void> shorter = io.stop(Duration.ofHours(1));
    await().until(() -> transport.graces.size() == 2);
    assertThat(transport.graces.get(1)).isLessThanOrEqualTo(Duration.ofHours(1));

    portFree.complete(null);
    assertThat(disconnecting.await(30, SECONDS)).isTrue();
    CompletableFuture<Void> late = io.stop(Duration.ZERO);
    assertThat(transport.graces).as("it could be another's by now").hasSize(2);
    assertThat(late).as("the listener is at work").isNotDone();
    goOn.countDown();
    for (CompletableFuture<Void> each : List.of(first, longer, shorter, late)) {
      each.get(30, SECONDS);
    }
  }

  @Test
  @DisplayName("EIO-79 stops and closes on several threads at once are harmless")
  void stopped_by_many() throws Exception {
    for (int round = 0; round < 20; round++) {
      io.start().join();
      FakeWebSocket client = join();
      joinByPolling();
      CountDownLatch ready = new CountDownLatch(1);
      List<CompletableFuture<Void>> stops =
          Stream.<Runnable>of(
                  io::close,
                  io::close,
                  () -> io.stop(Duration.ZERO).join(),
                  () -> io.stop(Duration.ofDays(1)).join())
              .map(
                  stop ->
                      CompletableFuture.runAsync(
                          () -> {
                            try {
                              assertThat(ready.await(30, SECONDS)).isTrue();
                            } catch (InterruptedException e) {
                              throw new AssertionError(e);
                            }
                            stop.run();
                          },
                          task -> new Thread(task).start()))
              .toList();
      ready.countDown();
      for (CompletableFuture<Void> stop : stops) {
        stop.get(30, SECONDS);
      }
      assertThat(client.closedByServer()).isTrue();
      assertThat(io.clientsCount()).isZero();
      assertThat(openAdapters).hasValue(0);
    }
  }

  @Test
  @DisplayName("a client whose middleware is at work during the stop is never connected")
  void stop_during_a_middleware() throws Exception {
    CompletableFuture<Void> verdict = new CompletableFuture<>();
    CountDownLatch asked = new CountDownLatch(1);
    List<Object> connected = new CopyOnWriteArrayList<>();
    io.useAsync(
        socket -> {
          asked.countDown();
          return verdict;
        });
    io.onConnection(connected::add);
    io.start().join();
    FakeWebSocket client = transport.connect().receive("40");
    assertThat(asked.await(30, SECONDS)).isTrue();

    io.stop().get(30, SECONDS); // waits for no middleware
    verdict.complete(null);
    io.start().join();
    FakeWebSocket next = join(); // its middleware has run after whatever was left of the first one
    await().until(() -> !connected.isEmpty());
    assertThat(connected).hasSize(1);
    assertThat(client.frames()).hasSize(1);
    assertThat(next.closedByServer()).isFalse();
  }

  @Test
  @DisplayName(
      "a client whose connection listener is at work during the stop is disconnected after it")
  void stop_during_a_connection_listener() throws Exception {
    CountDownLatch connecting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Object> heard = new CopyOnWriteArrayList<>();
    io.onConnection(
        socket -> {
          socket.onDisconnect(reason -> heard.add(reason));
          connecting.countDown();
          assertThat(goOn.await(30, SECONDS)).isTrue();
          heard.add("connected");
        });
    io.start().join();
    transport.connect().receive("40");
    assertThat(connecting.await(30, SECONDS)).isTrue();
    CompletableFuture<Void> stopped = io.stop();
    assertThat(stopped).isNotDone();
    goOn.countDown();
    stopped.get(30, SECONDS);
    assertThat(heard).containsExactly("connected", DisconnectReason.SERVER_SHUTTING_DOWN);
  }

  @Test
  void a_transport_that_fails_to_stop_does_not_keep_the_server_from_stopping() {
    io.start().join();
    transport.stops(CompletableFuture.failedFuture(new TransportException("stuck")));
    io.stop().join();
    assertThat(openAdapters).hasValue(0);
    io.start().join();
  }

  @Test
  void a_stop_while_starting_waits_for_the_start() {
    CompletableFuture<InetSocketAddress> outcome = new CompletableFuture<>();
    transport.starts(outcome);
    CompletableFuture<InetSocketAddress> started = io.start();
    CompletableFuture<Void> stopped = io.stop();
    assertThat(stopped).isNotDone();
    outcome.complete(FakeTransport.ADDRESS);
    started.join();
    stopped.join();
    assertThat(transport.calls).containsExactly("start", "stop");
  }

  @Test
  void a_stop_without_a_start_is_harmless() {
    assertThat(io.stop()).isCompleted();
    io.close();
    assertThat(transport.calls).isEmpty();
    assertThatThrownBy(() -> io.stop(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_listener_that_never_returns_and_an_adapter_that_never_closes_are_left_behind()
      throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch atWork = new CountDownLatch(1);
    List<String> closes = new CopyOnWriteArrayList<>();
    FakeTransport other = new FakeTransport();
    Server stuck =
        Server.builder()
            .transport(other)
            .stopTimeout(Duration.ofMillis(50))
            .adapter(
                local ->
                    new RoomAdapter() {
                      @Override
                      public io.roomcast.spi.adapter.LocalRooms local() {
                        return local;
                      }

                      @Override
                      public CompletionStage<Void> close() {
                        closes.add(local.namespace());
                        if (closes.size() == 1) {
                          return new CompletableFuture<>();
                        }
                        try { // which it should not
                          never.await();
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                        return CompletableFuture.completedStage(null);
                      }
                    })
            .build();
    stuck.onConnection(
        socket -> {
          atWork.countDown();
          never.await();
        });
    try {
      for (int i = 1; i <= 3; i++) {
        if (i == 3) {
          other.stops(new CompletableFuture<>());
        }
        stuck.start().get(30, SECONDS);
        other.connect().receive("40");
        assertThat(atWork.await(30, SECONDS)).isTrue();
        stuck.stop(Duration.ZERO).get(30, SECONDS);
        int asked = i;
        await().until(() -> closes.size() == asked);
      }
    } finally {
      never.countDown();
    }
  }

  @Test
  void a_grace_without_end_stops_all_the_same() throws Exception {
    io.start().get(30, SECONDS);
    io.stop(Duration.ofSeconds(Long.MAX_VALUE)).get(30, SECONDS);
    io.start().get(30, SECONDS);
  }
}
