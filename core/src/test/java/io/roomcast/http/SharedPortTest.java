package io.roomcast.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.engineio.EngineServer;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.Transport;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import io.roomcast.testing.FakeWebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedPortTest {
  private final FakeTransport transport = new FakeTransport();
  private final SharedPort port = SharedPort.of(transport);
  private final Server chat =
      Server.builder().transport(port.below("/chat")).engine(e -> e.path("/chat")).build();
  private final EngineServer game =
      EngineServer.builder()
          .transport(port.below("/chat/game"))
          .engine(e -> e.path("/chat/game"))
          .build();

  private FakeWebSocket connect(String path) {
    return transport
        .request(FakeExchange.upgrade(path + "?EIO=4&transport=websocket"))
        .openWebSocket();
  }

  private int statusOf(String path) {
    return transport.request(FakeExchange.get(path + "?EIO=4&transport=polling")).status();
  }

  @Test
  @DisplayName(
      "EIO-78 API-50 servers with different paths share a port, each with its own sessions")
  void coexist() throws Exception {
    assertThat(chat.start().join()).isEqualTo(FakeTransport.ADDRESS);
    assertThat(game.start().join()).isEqualTo(FakeTransport.ADDRESS);
    assertThat(transport.calls).containsExactly("start");

    connect("/chat/");
    FakeWebSocket player = connect("/chat/game/");
    connect("/chat/game/");
    assertThat(chat.clientsCount()).isOne();
    assertThat(game.clientsCount()).isEqualTo(2);
    FakeExchange other = transport.request(FakeExchange.upgrade("/other"));
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.responseHeaders().first("Connection")).hasValue("close");

    CompletableFuture<Void> stopped = game.stop(Duration.ofDays(1));
    await().until(player::closedByServer);
    assertThat(stopped).as("its WebSockets are not closed yet").isNotDone();
    assertThat(statusOf("/chat/")).as("the other one goes on").isEqualTo(200);
    await("the next shorter path gets the request").until(() -> statusOf("/chat/game/") == 200);
    player.end(1005);
    assertThat(stopped).isNotDone();
    transport.calls.add("last");
    assertThat(game.clientsCount()).isZero();
    chat.stop().get(30, SECONDS);
    assertThat(transport.calls).containsExactly("start", "last", "stop");
  }

  @Test
  @DisplayName("API-50 after its grace a server's WebSockets are cut, and only its own")
  void cut() throws Exception {
    chat.start().join();
    game.start().join();
    FakeWebSocket member = connect("/chat/");
    FakeWebSocket player = connect("/chat/game/");
    CompletableFuture<Void> stopped = game.stop(Duration.ZERO);
    await().until(player::terminated);
    player.end(1006);
    stopped.get(30, SECONDS);
    assertThat(member.terminated()).isFalse();
    assertThat(member.closedByServer()).isFalse();

    game.start().join();
    connect("/chat/game/");
    assertThat(game.clientsCount()).isOne();
    member.end(1001);
    chat.stop().get(30, SECONDS);
    assertThat(transport.calls).containsExactly("start");
  }

  @Test
  @DisplayName(
      "API-50 EIO-79 a second stop with a shorter grace shortens the first, for one server")
  void shortenedForOne() throws Exception {
    chat.start().join();
    game.start().join();
    FakeWebSocket player = connect("/chat/game/");
    CompletableFuture<Void> stopped = game.stop(Duration.ofDays(1));
    await().until(player::closedByServer);
    assertThat(player.terminated()).isFalse();
    game.stop(Duration.ZERO);
    await().until(player::terminated);
    player.end(1006);
    stopped.get(30, SECONDS);
    chat.stop().get(30, SECONDS);
  }

  @Test
  @DisplayName("API-50 EIO-79 and for the last one, unless the port may be another's by then")
  void shortenedForAll() throws Exception {
    Transport part = port.below("/part");
    CompletableFuture<Void> portFree = new CompletableFuture<>();
    transport.stops(portFree);
    part.start(exchange -> {}, Limits.defaults()).toCompletableFuture().join();
    CompletableFuture<Void> first = part.stop(Duration.ofDays(1)).toCompletableFuture();
    CompletableFuture<Void> second = part.stop(Duration.ZERO).toCompletableFuture();
    assertThat(transport.graces).containsExactly(Duration.ofDays(1), Duration.ZERO);
    CompletableFuture<?> next =
        port.below("/next").start(exchange -> {}, Limits.defaults()).toCompletableFuture();
    assertThat(next).as("the port is not free yet").isNotDone();
    portFree.complete(null);
    first.get(30, SECONDS);
    second.get(30, SECONDS);
    next.get(30, SECONDS);
    part.stop(Duration.ZERO).toCompletableFuture().get(30, SECONDS);
    assertThat(transport.calls).containsExactly("start", "stop", "stop", "start");
  }

  @Test
  @DisplayName("API-50 a stop that fails is told to all who asked for it, once none is under way")
  void failsForAll() {
    Transport part = port.below("/part");
    CompletableFuture<Void> broken = new CompletableFuture<>();
    transport.stops(broken);
    part.start(exchange -> {}, Limits.defaults()).toCompletableFuture().join();
    CompletableFuture<Void> first = part.stop(Duration.ofDays(1)).toCompletableFuture();
    CompletableFuture<Void> portFree = new CompletableFuture<>();
    transport.stops(portFree);
    CompletableFuture<Void> second = part.stop(Duration.ZERO).toCompletableFuture();
    broken.completeExceptionally(new TransportException("stuck"));
    assertThat(first).isNotDone();
    portFree.complete(null);
    for (CompletableFuture<Void> each : List.of(first, second)) {
      assertThatThrownBy(each::join).hasRootCauseInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("API-50 every server on the port hears of its limits, and counts its connections")
  void limits() {
    List<String> told = new CopyOnWriteArrayList<>();
    Transport chatPart = port.below("/chat");
    Transport gamePart = port.below("/game");
    chatPart.start(counting("chat", told), Limits.defaults()).toCompletableFuture().join();
    transport.limitReached("maxConnections");
    gamePart.start(counting("game", told), Limits.defaults()).toCompletableFuture().join();
    transport.limitReached("headTimeout");
    chatPart.stop(Duration.ZERO).toCompletableFuture().join();
    transport.limitReached("maxHeaders");
    transport.connections.set(7);

    assertThat(told)
        .containsExactlyInAnyOrder(
            "chat maxConnections", "chat headTimeout", "game headTimeout", "game maxHeaders");
    assertThat(chatPart.connectionCount()).isEqualTo(7);
    assertThat(gamePart.connectionCount()).isEqualTo(7);
  }

  private static RequestHandler counting(String server, List<String> told) {
    return new RequestHandler() {
      @Override
      public void onRequest(Exchange exchange) {
        exchange.respond(200, Headers.none(), ByteBuffer.allocate(0));
      }

      @Override
      public void limitReached(String option) {
        told.add(server + " " + option);
      }
    };
  }

  @Test
  @DisplayName("API-50 the port is bound again by who starts first after all have stopped")
  void again() throws Exception {
    chat.start().join();
    chat.stop().get(30, SECONDS);
    game.start().join();
    chat.start().join();
    assertThat(transport.calls).containsExactly("start", "stop", "start");
  }

  @Test
  void a_port_that_cannot_be_bound_fails_every_start_and_may_be_tried_again() {
    CompletableFuture<java.net.InetSocketAddress> outcome = new CompletableFuture<>();
    transport.starts(outcome);
    var first = chat.start();
    var second = game.start();
    outcome.completeExceptionally(new TransportException("port taken"));
    assertThatThrownBy(first::join).hasCauseInstanceOf(TransportException.class);
    assertThatThrownBy(second::join).hasCauseInstanceOf(TransportException.class);
    transport.starts(CompletableFuture.completedFuture(FakeTransport.ADDRESS));
    assertThat(chat.start().join()).isEqualTo(FakeTransport.ADDRESS);
  }

  @Test
  void servers_that_do_not_fit_together_are_told_why() {
    chat.start().join();
    EngineServer larger =
        EngineServer.builder()
            .transport(port.below("/larger"))
            .engine(e -> e.path("/larger").maxPayload(2_000_000))
            .build();
    assertThatThrownBy(larger.start()::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("maxPayload");
    EngineServer same =
        EngineServer.builder().transport(port.below("/chat")).engine(e -> e.path("/chat")).build();
    assertThatThrownBy(same.start()::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/chat");
    assertThat(statusOf("/chat/")).isEqualTo(200);
    assertThatThrownBy(() -> port.below("chat")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_request_without_a_server_is_not_found_and_a_stop_without_a_start_does_nothing()
      throws Exception {
    Transport rest = port.below("/");
    rest.stop(Duration.ZERO).toCompletableFuture().get(30, SECONDS);
    assertThat(transport.calls).isEmpty();
    rest.start(exchange -> {}, Limits.defaults()).toCompletableFuture().join();
    FakeExchange taken = transport.request(FakeExchange.get("/anything"));
    assertThat(taken.answered()).isFalse();
    rest.stop(Duration.ZERO).toCompletableFuture().get(30, SECONDS);
    FakeExchange late = transport.request(FakeExchange.get("/anything"));
    assertThat(late.status()).isEqualTo(404);
  }

  @Test
  @DisplayName(
      "API-50 when its server has stopped, a request is answered and can open no WebSocket")
  void handlersLeftBehind() throws Exception {
    List<Exchange> withHandlers = new CopyOnWriteArrayList<>();
    Transport part = port.below("/part");
    part.start(withHandlers::add, Limits.defaults()).toCompletableFuture().join();
    port.below("/other").start(exchange -> {}, Limits.defaults()).toCompletableFuture().join();
    FakeExchange plain = transport.request(FakeExchange.get("/part/1"));
    FakeExchange upgrade = transport.request(FakeExchange.upgrade("/part/2"));
    FakeExchange quick = transport.request(FakeExchange.get("/part/3"));
    CompletableFuture<Void> stopped = part.stop(Duration.ofDays(1)).toCompletableFuture();
    assertThatThrownBy(() -> withHandlers.get(1).upgrade(Headers.none(), new Silent()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(upgrade.status()).isEqualTo(503);
    assertThat(withHandlers.get(2).respond(200, Headers.none(), ByteBuffer.allocate(0)))
        .isNotNull();
    assertThat(stopped).as("there is time to answer").isNotDone();
    assertThat(withHandlers.get(0).respond(204, Headers.none(), ByteBuffer.allocate(0)))
        .isNotNull();
    stopped.get(30, SECONDS);
    assertThat(plain.status()).isEqualTo(204);
    assertThat(quick.status()).isEqualTo(200);

    part.start(withHandlers::add, Limits.defaults()).toCompletableFuture().join();
    FakeExchange slow = transport.request(FakeExchange.get("/part/4"));
    FakeExchange gone = transport.request(FakeExchange.get("/part/5"));
    gone.abort();
    part.stop(Duration.ZERO).toCompletableFuture().get(30, SECONDS);
    assertThat(slow.status()).isEqualTo(503);
    assertThat(gone.answered()).isFalse();
    assertThatThrownBy(
            () -> withHandlers.get(3).respond(200, Headers.none(), ByteBuffer.allocate(0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("API-50 a WebSocket that opens when its server is stopping is cut at once")
  void opensLate() throws Exception {
    Transport part = port.below("/part");
    part.start(exchange -> exchange.upgrade(Headers.none(), new Silent()), Limits.defaults())
        .toCompletableFuture()
        .join();
    port.below("/other").start(exchange -> {}, Limits.defaults()).toCompletableFuture().join();
    FakeExchange first = transport.request(FakeExchange.upgrade("/part/"));
    FakeExchange second = transport.request(FakeExchange.upgrade("/part/"));
    CompletableFuture<Void> stopped = part.stop(Duration.ofDays(1)).toCompletableFuture();
    assertThat(stopped).as("upgrades are under way").isNotDone();
    FakeWebSocket late = first.openWebSocket();
    assertThat(late.terminated()).isTrue();
    late.end(1006);
    assertThat(stopped).isNotDone();
    second.failUpgrade();
    stopped.get(30, SECONDS);
  }

  @Test
  @DisplayName(
      "API-50 a server whose path is not below that of its part of the port does not start")
  void wrongPath() {
    Server lost = Server.builder().transport(port.below("/chat")).build();
    assertThatThrownBy(lost.start()::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("/socket.io/");
    assertThat(transport.calls).isEmpty();
    assertThat(chat.start().join()).isEqualTo(FakeTransport.ADDRESS);
  }

  @Test
  @DisplayName("API-50 a start that fails leaves the server alone that has the same part")
  void samePart() throws Exception {
    Transport part = port.below("/part");
    Server first = Server.builder().transport(part).engine(e -> e.path("/part")).build();
    Server second = Server.builder().transport(part).engine(e -> e.path("/part")).build();
    first.start().join();
    assertThatThrownBy(second.start()::join).hasCauseInstanceOf(IllegalStateException.class);
    second.stop().get(30, SECONDS);
    assertThat(statusOf("/part/")).isEqualTo(200);
    assertThat(transport.calls).containsExactly("start");
    first.stop().get(30, SECONDS);
  }

  private static final class Silent implements WebSocketListener {
    @Override
    public void onOpen(WebSocketConnection connection) {}

    @Override
    public void onText(String text) {}

    @Override
    public void onBinary(ByteBuffer bytes) {}

    @Override
    public void onWritable() {}

    @Override
    public void onClosed(int code, String reason, Throwable cause) {}
  }
}
