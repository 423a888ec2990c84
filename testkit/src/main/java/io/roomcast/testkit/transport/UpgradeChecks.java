package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.OutboundMessage;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.PeerWebSocket;
import io.roomcast.testkit.peer.UpgradeRefusedException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From HTTP to WebSocket. */
abstract class UpgradeChecks extends AbortChecks {

  @Test
  @DisplayName("an opening handshake may be upgraded, and carries its path, query and headers")
  void openingHandshake() {
    start();
    PeerWebSocket client =
        connect().upgrade(PeerRequest.get("/ws?x=1").header("Origin", "http://a.example"));
    Exchange exchange = handler().next();
    assertThat(exchange.isUpgrade()).isTrue();
    assertThat(exchange.path()).isEqualTo("/ws");
    assertThat(exchange.rawQuery()).isEqualTo("x=1");
    assertThat(exchange.headers().first("origin")).contains("http://a.example");
    assertThat(await(exchange.body()).remaining()).isZero();
    exchange.upgrade(Headers.of("X-Extra", "yes"), listener());
    PeerResponse switching = await(client.opened());
    assertThat(switching.status()).isEqualTo(101);
    assertThat(switching.headers().first("x-extra")).contains("yes");
    assertThat(switching.headers().contains("Upgrade", "websocket")).isTrue();
    assertThat(switching.headers().first("sec-websocket-protocol")).isEmpty();
  }

  @Test
  @DisplayName("what is no valid opening handshake is no upgrade, but a request to be answered")
  void invalidHandshakes() {
    start();
    PeerRequest valid = PeerRequest.get("/ws").asUpgrade();
    List<PeerRequest> invalid =
        List.of(
            without(valid, "Upgrade"),
            without(valid, "Connection"),
            without(valid, "Sec-WebSocket-Key"),
            without(valid, "Sec-WebSocket-Version"),
            without(valid, "Sec-WebSocket-Version").header("Sec-WebSocket-Version", "8"),
            without(valid, "Sec-WebSocket-Key").header("Sec-WebSocket-Key", "c2hvcnQ="),
            without(valid, "Upgrade").header("Upgrade", "h2c"),
            new PeerRequest("POST", "/ws", valid.headers(), new byte[0]));
    for (PeerRequest request : invalid) {
      PeerConnection connection = connect();
      var response = connection.send(request);
      Exchange exchange = handler().next();
      assertThat(exchange.isUpgrade()).as(request.toString()).isFalse();
      respond(exchange, 400, "no");
      assertThat(await(response).status()).as(request.toString()).isEqualTo(400);
      connection.close();
    }
  }

  @Test
  @DisplayName("the answer chooses the subprotocol")
  void subprotocol() {
    start();
    PeerWebSocket client =
        connect().upgrade(PeerRequest.get("/ws").header("Sec-WebSocket-Protocol", "chat, other"));
    handler().next().upgrade(Headers.of("Sec-WebSocket-Protocol", "chat"), listener());
    assertThat(await(client.opened()).headers().all("sec-websocket-protocol"))
        .containsExactly("chat");
  }

  @Test
  @DisplayName("a refused upgrade gets its answer whole, and the connection may ask again")
  void refused() {
    start();
    PeerConnection connection = connect();
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/ws"));
    handler()
        .next()
        .respond(403, Headers.of("X-Why", "rules"), utf8("{\"code\":4,\"message\":\"Forbidden\"}"));
    Throwable failure = failure(client.opened());
    assertThat(failure).isInstanceOf(UpgradeRefusedException.class);
    PeerResponse answer = ((UpgradeRefusedException) failure).response();
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.headers().first("x-why")).contains("rules");
    assertThat(answer.bodyText()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    open(connection, listener()).roundTrip();
  }

  @Test
  @DisplayName("a connection that has served requests may be upgraded, as behind a proxy")
  void reusedConnection() {
    start();
    PeerConnection connection = connect();
    for (int i = 0; i < 3; i++) {
      var response = connection.send(PeerRequest.post("/" + i, "body"));
      respond(handler().next(), 200, "ok");
      assertThat(await(response).bodyText()).isEqualTo("ok");
    }
    open(connection, listener()).roundTrip();
  }

  @Test
  @DisplayName("an upgrade may be decided later and on another thread, or at once in onRequest")
  void asynchronous() {
    start();
    PeerWebSocket client = connect().upgrade(PeerRequest.get("/ws"));
    Exchange exchange = handler().next();
    assertAlive();
    RecordingListener later = listener();
    await(CompletableFuture.runAsync(() -> exchange.upgrade(Headers.none(), later)));
    await(client.opened());
    new Open(await(later.opened()), later, client).roundTrip();

    RecordingListener atOnce = listener();
    handler().reactWith(request -> request.upgrade(Headers.none(), atOnce));
    PeerWebSocket second = connect().upgrade(PeerRequest.get("/ws"));
    await(second.opened());
    new Open(await(atOnce.opened()), atOnce, second).roundTrip();
  }

  @Test
  @DisplayName(
      "frames sent before the answer to the handshake are delivered after onOpen, in order")
  void earlyFrames() {
    start();
    PeerWebSocket client = connect().upgrade(PeerRequest.get("/ws"));
    for (int i = 0; i < 20; i++) {
      client.sendText("early " + i);
    }
    Exchange exchange = handler().next();
    RecordingListener listener = listener();
    exchange.upgrade(Headers.none(), listener);
    await(listener.opened());
    for (int i = 0; i < 20; i++) {
      assertThat(listener.next()).isEqualTo(new Received.Text("early " + i));
    }
  }

  @Test
  @DisplayName("what is sent inside onOpen arrives first")
  void sendInOnOpen() {
    start();
    PeerWebSocket client = connect().upgrade(PeerRequest.get("/ws"));
    RecordingListener listener =
        listener().onOpen(connection -> connection.send(OutboundMessage.text("0{}")));
    handler().next().upgrade(Headers.none(), listener);
    await(listener.opened()).send(OutboundMessage.text("second"));
    await(client.opened());
    assertThat(await(client.next())).isEqualTo(new PeerFrame.Text("0{}"));
    assertThat(await(client.next())).isEqualTo(new PeerFrame.Text("second"));
  }

  @Test
  @DisplayName("an upgrade of a client that has gone ends with onClosed and nothing else")
  void upgradeOfNobody() {
    start();
    PeerConnection connection = connect();
    connection.upgrade(PeerRequest.get("/ws"));
    Exchange exchange = handler().next();
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    exchange.onAbort(() -> gone.complete(true));
    connection.abort();
    await(gone);
    RecordingListener listener = listener();
    exchange.upgrade(Headers.none(), listener);
    assertThat(await(listener.closed()).code()).isEqualTo(1006);
    assertThat(listener.opened()).isNotDone();
  }

  @Test
  @DisplayName("an upgrade that races with the client's leaving is closed exactly once")
  void upgradeRacesWithAbort() {
    start();
    for (int i = 0; i < 40; i++) {
      PeerConnection connection = connect();
      connection.upgrade(PeerRequest.get("/ws"));
      Exchange exchange = handler().next();
      RecordingListener listener = listener();
      CompletableFuture<Void> upgrade =
          CompletableFuture.runAsync(() -> exchange.upgrade(Headers.none(), listener));
      connection.abort();
      await(upgrade);
      assertThat(await(listener.closed()).code()).isEqualTo(1006);
    }
  }

  @Test
  @DisplayName("after the upgrade an abort is told by onClosed, not by onAbort")
  void noAbortAfterUpgrade() {
    start();
    PeerConnection connection = connect();
    PeerWebSocket client = connection.upgrade(PeerRequest.get("/ws"));
    Exchange exchange = handler().next();
    CompletableFuture<Boolean> aborted = new CompletableFuture<>();
    exchange.onAbort(() -> aborted.complete(true));
    RecordingListener listener = listener();
    exchange.upgrade(Headers.none(), listener);
    await(client.opened());
    await(listener.opened());
    connection.abort();
    assertThat(await(listener.closed()).code()).isEqualTo(1006);
    assertAlive();
    assertThat(aborted).isNotDone();
  }

  private static PeerRequest without(PeerRequest request, String name) {
    return request.headers(Headers.builder().addAll(request.headers()).remove(name).build());
  }

  static ByteBuffer nothing() {
    return ByteBuffer.allocate(0);
  }
}
