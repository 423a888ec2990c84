package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Admission.Verdict;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import io.roomcast.testing.ManualTimers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EngineCloseTest {

  @Test
  @DisplayName("EIO-77 close discards every session: polls get 1, WebSockets a close frame")
  void closes() {
    EngineFixture fixture = new EngineFixture();
    PollingClient polling = fixture.openPolling();
    FakeExchange poll = polling.poll();
    PollingClient upgrading = fixture.openPolling();
    FakeWebSocket probe = upgrading.attach().receive("2probe");
    FakeWebSocket webSocket = fixture.openWebSocket();
    PollingClient closing = fixture.openPolling();
    closing.session().close();

    CompletableFuture<Void> closed = fixture.engine.close().toCompletableFuture();

    assertThat(closed).isCompleted();
    assertThat(poll.responseText()).isEqualTo("1");
    assertThat(probe.closeCode()).hasValue(1005);
    assertThat(webSocket.closeCode()).hasValue(1005);
    assertThat(fixture.listeners.values())
        .hasSize(4)
        .allSatisfy(it -> assertThat(it.closes).containsExactly(CloseReason.FORCED_CLOSE));
    fixture.assertEmpty();
  }

  @Test
  @DisplayName(
      "EIO-77, EIO-79 afterwards handshakes are refused with 503, and closing twice is harmless")
  void acceptsNoMore() {
    EngineFixture fixture = new EngineFixture();
    fixture.openPolling();
    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();

    for (FakeExchange late :
        List.of(FakeExchange.get(POLLING), FakeExchange.upgrade(EngineFixture.WEBSOCKET))) {
      assertThat(fixture.request(late).status()).isEqualTo(503);
      assertThat(late.responseHeaders().first("Retry-After")).isPresent();
    }
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 a handshake that began before the close opens no session after it")
  void handshakeInProgress() {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    EngineFixture fixture = new EngineFixture(options -> options.admission(request -> verdict));
    FakeExchange exchange = fixture.request(FakeExchange.get(POLLING));

    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    verdict.complete(new Verdict(true, Optional.empty()));

    assertThat(exchange.status()).isEqualTo(503);
    assertThat(fixture.listeners).isEmpty();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 a session that is indexed while the engine closes does not stay")
  void indexedDuringClose() {
    EngineFixture[] fixtures = new EngineFixture[1];
    EngineFixture fixture =
        new EngineFixture(
            options ->
                options.initialHeaders(
                    (request, headers) -> fixtures[0].engine.close().toCompletableFuture().join()));
    fixtures[0] = fixture;

    assertThat(fixture.request(FakeExchange.get(POLLING)).status()).isEqualTo(503);
    assertThat(fixture.listeners).isEmpty();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 a listener that fails at the end, with an Error too, does not hold it up")
  void listenerFailsAtEnd() {
    EngineFixture fixture = new EngineFixture();
    PollingClient client = fixture.openPolling();
    PollingClient other = fixture.openPolling();
    client.listener.onClose =
        () -> {
          throw new NoClassDefFoundError("some/Class");
        };

    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    assertThat(client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(other.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 a close waits for the listener of a session that is just ending by itself")
  void waitsForEndingSession() {
    EngineFixture fixture = new EngineFixture();
    PollingClient client = fixture.openPolling();
    CompletableFuture<CompletableFuture<Void>> seen = new CompletableFuture<>();
    client.listener.onClose =
        () -> {
          CompletableFuture<Void> closed = fixture.engine.close().toCompletableFuture();
          assertThat(closed).isNotDone();
          seen.complete(closed);
        };
    client.poll().abort();

    assertThat(seen.join()).isCompleted();
    assertThat(client.listener.closes).containsExactly(CloseReason.TRANSPORT_ERROR);
  }

  @Test
  @DisplayName("EIO-77 a WebSocket handshake that completes after the close is closed")
  void webSocketHandshakeInProgress() {
    EngineFixture fixture = new EngineFixture();
    FakeExchange exchange = fixture.request(FakeExchange.upgrade(EngineFixture.WEBSOCKET));
    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();

    assertThat(exchange.openWebSocket().closeCode()).hasValue(1005);
    assertThat(fixture.listeners).isEmpty();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 the stage completes only when every listener has been told")
  void waitsForListeners() {
    EngineFixture fixture = new EngineFixture();
    FakeWebSocket webSocket = fixture.openWebSocket();
    EngineFixture.RecordingListener listener = fixture.listenerOf(webSocket);
    CompletableFuture<CompletableFuture<Void>> seen = new CompletableFuture<>();
    listener.onMessage =
        () -> { // the session's strand is at work, so the close has to wait for it
          CompletableFuture<Void> closed = fixture.engine.close().toCompletableFuture();
          assertThat(closed).isNotDone();
          seen.complete(closed);
        };
    webSocket.receive("4a");

    assertThat(seen.join()).isCompleted();
    assertThat(listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("A layer above that fails to take a session over ends it, and only it")
  void acceptorFails() {
    ManualTimers timers = new ManualTimers();
    Engine engine =
        new Engine(
            EngineOptions.defaults(),
            timers,
            Runnable::run,
            Runnable::run,
            new EngineListeners<>(),
            new LimitHits(),
            session -> {
              throw new IllegalStateException("bug above");
            });
    FakeExchange polling = FakeExchange.get(POLLING);
    FakeExchange upgrade = FakeExchange.upgrade(EngineFixture.WEBSOCKET);
    engine.onRequest(polling);
    engine.onRequest(upgrade);

    assertThat(polling.status()).isEqualTo(200);
    assertThat(upgrade.openWebSocket().closedByServer()).isTrue();
    assertThat(engine.sessionCount()).isZero();
    assertThat(engine.seatsTaken()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @Test
  @DisplayName("EIO-77 EIO-79 close answers requests that are with the application, and later ones")
  void withTheApplication() {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    EngineFixture fixture = new EngineFixture(options -> options.admission(request -> verdict));
    FakeExchange handshake = fixture.request(FakeExchange.get(POLLING));
    assertThat(handshake.answered()).isFalse();
    fixture.engine.close().toCompletableFuture().join();
    assertThat(handshake.status()).isEqualTo(503);
    assertThat(fixture.timers.pending()).isZero();
    var unused = Verdict.allow().thenAccept(verdict::complete);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-79 a request that comes to the application after the close is answered at once")
  void toTheApplicationTooLate() {
    Deque<Runnable> tasks = new ArrayDeque<>();
    EngineFixture fixture =
        new EngineFixture(options -> options.use((exchange, response) -> true), tasks::add);
    fixture.engine.close().toCompletableFuture().join();
    assertThat(fixture.request(FakeExchange.get(POLLING)).status()).isEqualTo(503);
    tasks.forEach(Runnable::run);
    fixture.assertEmpty();
  }
}
