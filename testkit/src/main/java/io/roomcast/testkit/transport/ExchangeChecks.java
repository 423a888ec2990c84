package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests, their bodies and their answers. */
abstract class ExchangeChecks extends KitScene {

  @Test
  @DisplayName("EIO-1 a request arrives as it was sent: method, encoded path and query, headers")
  void requestAsSent() {
    start();
    PeerConnection connection = connect();
    var response =
        connection.send(
            PeerRequest.get("/a%20b/%C3%A9?x=1&y=%20?&x=2")
                .header("X-One", "first")
                .header("X-Two", "a, b")
                .header("X-One", "second"));

    Exchange exchange = handler().next();

    assertThat(exchange.method()).isEqualTo("GET");
    assertThat(exchange.path()).isEqualTo("/a%20b/%C3%A9");
    assertThat(exchange.rawQuery()).isEqualTo("x=1&y=%20?&x=2");
    assertThat(exchange.headers().all("x-one")).containsExactly("first", "second");
    assertThat(exchange.headers().first("x-two")).contains("a, b");
    assertThat(exchange.headers().first("Host")).isPresent();
    assertThat(exchange.headers().names()).containsSubsequence("x-one", "x-two");
    assertThat(exchange.isUpgrade()).isFalse();
    assertThat(exchange.secure()).isEqualTo(secureClients());
    respond(exchange, 200, "");
    await(response);
  }

  @Test
  @DisplayName("a request without a query has an empty one, and * is a path")
  void noQuery() {
    start();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/plain"));
    Exchange first = handler().next();
    assertThat(first.path()).isEqualTo("/plain");
    assertThat(first.rawQuery()).isEmpty();
    respond(first, 200, "");

    ask(connection, PeerRequest.of("OPTIONS", "*"));
    Exchange second = handler().next();
    assertThat(second.method()).isEqualTo("OPTIONS");
    assertThat(second.path()).isEqualTo("*");
  }

  @Test
  @DisplayName("the remote address is the connection's, for each of its requests")
  void remoteAddress() {
    start();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/1"));
    Exchange first = handler().next();
    assertThat(first.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
    assertThat(first.remoteAddress().getPort()).isPositive();
    respond(first, 200, "");
    ask(connection, PeerRequest.get("/2"));
    assertThat(handler().next().remoteAddress()).isEqualTo(first.remoteAddress());

    ask(connect(), PeerRequest.get("/3"));
    assertThat(handler().next().remoteAddress()).isNotEqualTo(first.remoteAddress());
  }

  @Test
  @DisplayName("a request without a body has an empty one")
  void emptyBody() {
    start();
    ask(connect(), PeerRequest.get("/"));
    assertThat(await(handler().next().body()).remaining()).isZero();
    ask(connect(), PeerRequest.post("/", ""));
    assertThat(await(handler().next().body()).remaining()).isZero();
  }

  @Test
  @DisplayName(
      "a large body arrives whole, announced or in chunks, and is the same stage each time")
  void largeBody() {
    start();
    byte[] sent = pattern(700_000);
    ask(connect(), PeerRequest.of("POST", "/").body(sent));
    Exchange announced = handler().next();
    assertSame(announced.body(), announced.body());
    assertThat(bytes(await(announced.body()))).isEqualTo(sent);

    PeerExchange chunked = connect().open(PeerRequest.of("POST", "/"));
    for (int at = 0; at < sent.length; at += 70_000) {
      chunked.write(Arrays.copyOfRange(sent, at, at + 70_000));
    }
    chunked.finish();
    assertThat(bytes(await(handler().next().body()))).isEqualTo(sent);
  }

  @Test
  @DisplayName("the body belongs to the handler: later requests do not change it")
  void bodyIsOwn() {
    start();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.post("/", "first"));
    Exchange first = handler().next();
    ByteBuffer kept = await(first.body());
    respond(first, 200, "");
    ask(connection, PeerRequest.post("/", "other"));
    await(handler().next().body());
    assertThat(text(kept)).isEqualTo("first");
  }

  @Test
  @DisplayName("the handler is called at the end of the head; the body completes on an I/O thread")
  void headFirst() {
    start();
    PeerExchange request = connect().open(PeerRequest.of("POST", "/slow"));
    Exchange exchange = handler().next();
    CompletionStage<ByteBuffer> body = exchange.body();
    CompletionStage<Boolean> onIoThread = body.thenApply(whole -> isIoThread());
    assertThat(body.toCompletableFuture().isDone()).isFalse();

    byte[] text = "안녕 👋".getBytes(StandardCharsets.UTF_8);
    for (byte b : text) {
      request.write(new byte[] {b});
    }
    request.finish();

    // first the dependent stage: whoever waits for the body itself may run its dependents
    assertThat(await(onIoThread)).isTrue();
    assertThat(text(await(body))).isEqualTo("안녕 👋");
  }

  @Test
  @DisplayName("an answer arrives with status, headers and body, and its stage completes")
  void answer() {
    start();
    var response = connect().send(PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler()
            .next()
            .respond(
                404,
                Headers.builder()
                    .add("X-A", "1")
                    .add("Set-Cookie", "a=1")
                    .add("Set-Cookie", "b=2")
                    .build(),
                utf8("없음"));

    PeerResponse got = await(response);
    assertThat(got.status()).isEqualTo(404);
    assertThat(got.headers().first("x-a")).contains("1");
    assertThat(got.headers().all("set-cookie")).containsExactly("a=1", "b=2");
    assertThat(got.headers().all("content-length")).containsExactly("6");
    assertThat(got.bodyText()).isEqualTo("없음");
    await(written);
  }

  @Test
  @DisplayName("an answer without a body says so")
  void emptyAnswer() {
    start();
    PeerConnection connection = connect();
    for (int round = 0; round < 2; round++) {
      var response = connection.send(PeerRequest.get("/"));
      handler().next().respond(200, Headers.none(), ByteBuffer.allocate(0));
      assertThat(await(response).headers().all("content-length")).containsExactly("0");
    }
  }

  @Test
  @DisplayName("HEAD, 204 and 304 carry no body, and the connection goes on")
  void bodilessAnswers() {
    start();
    PeerConnection connection = connect();
    var head = connection.send(PeerRequest.of("HEAD", "/"));
    respond(handler().next(), 200, "twelve bytes");
    assertThat(await(head).headers().first("content-length")).contains("12");
    assertThat(await(head).body()).isEmpty();
    for (int status : new int[] {204, 304}) {
      var response = connection.send(PeerRequest.get("/"));
      handler().next().respond(status, Headers.none(), ByteBuffer.allocate(0));
      assertThat(await(response).status()).isEqualTo(status);
    }
    var last = connection.send(PeerRequest.get("/"));
    respond(handler().next(), 200, "still here");
    assertThat(await(last).bodyText()).isEqualTo("still here");
  }

  @Test
  @DisplayName("a large answer arrives whole")
  void largeAnswer() {
    start();
    byte[] sent = pattern(5_000_000);
    var response = connect().send(PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(sent));
    assertThat(await(response).body()).isEqualTo(sent);
    await(written);
  }

  @Test
  @DisplayName("a body shared by many answers is only read, from a slice of a direct buffer too")
  void sharedAnswer() {
    start();
    ByteBuffer direct = ByteBuffer.allocateDirect(20);
    direct.position(5);
    direct.put("shared".getBytes(StandardCharsets.UTF_8)).flip().position(5);
    ByteBuffer shared = direct.asReadOnlyBuffer();
    List<CompletableFuture<PeerResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      responses.add(connect().send(PeerRequest.get("/")));
      handler().next().respond(200, Headers.none(), shared);
    }
    responses.forEach(response -> assertThat(await(response).bodyText()).isEqualTo("shared"));
    assertThat(shared.position()).isEqualTo(5);
    assertThat(shared.limit()).isEqualTo(11);
  }

  @Test
  @DisplayName("answers may be given later, in another order, and from many threads")
  void deferredAnswers() {
    start();
    List<CompletableFuture<PeerResponse>> responses = new ArrayList<>();
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      responses.add(connect().send(PeerRequest.get("/" + i)));
    }
    for (int i = 0; i < 40; i++) {
      exchanges.add(0, handler().next());
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      exchanges.forEach(
          exchange -> threads.execute(() -> respond(exchange, 200, "for " + exchange.path())));
      for (int i = 0; i < 40; i++) {
        assertThat(await(responses.get(i)).bodyText()).isEqualTo("for /" + i);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  @DisplayName("an answer given inside onRequest arrives")
  void answerOnIoThread() {
    start();
    handler().reactWith(exchange -> respond(exchange, 200, exchange.path()));
    PeerConnection connection = connect();
    for (int i = 0; i < 50; i++) {
      assertThat(await(connection.send(PeerRequest.get("/" + i))).bodyText()).isEqualTo("/" + i);
    }
  }

  @Test
  @DisplayName("requests of one connection come one at a time, each after the answer before it")
  void oneAtATime() {
    start();
    PeerConnection connection = connect();
    List<CompletableFuture<PeerResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      responses.add(connection.send(PeerRequest.get("/pipelined/" + i)));
    }
    for (int i = 0; i < 5; i++) {
      Exchange exchange = handler().next();
      assertThat(exchange.path()).isEqualTo("/pipelined/" + i);
      assertAlive(); // finds no other request before its own
      respond(exchange, 200, "answer " + i);
      assertThat(await(responses.get(i)).bodyText()).isEqualTo("answer " + i);
    }
  }

  @Test
  @DisplayName("a second answer is refused, whichever kind it is")
  void answeredTwice() {
    start();
    var response = connect().send(PeerRequest.get("/"));
    Exchange plain = handler().next();
    assertThatThrownBy(() -> plain.upgrade(Headers.none(), listener()))
        .isInstanceOf(IllegalStateException.class);
    respond(plain, 200, "once");
    assertThatThrownBy(() -> respond(plain, 200, "twice"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(await(response).bodyText()).isEqualTo("once");

    var webSocket = connect().upgrade(PeerRequest.get("/"));
    Exchange upgrade = handler().next();
    upgrade.upgrade(Headers.none(), listener());
    assertThatThrownBy(() -> upgrade.upgrade(Headers.none(), listener()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> respond(upgrade, 200, "too late"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(await(webSocket.opened()).status()).isEqualTo(101);
  }

  @Test
  @DisplayName("a status that no answer can have is refused, and does not use the exchange up")
  void impossibleStatus() {
    start();
    var response = connect().send(PeerRequest.get("/"));
    Exchange exchange = handler().next();
    for (int status : new int[] {-1, 0, 99, 100, 101, 199, 600, 1000}) {
      assertThatThrownBy(() -> respond(exchange, status, ""))
          .as("status " + status)
          .isInstanceOf(IllegalArgumentException.class);
    }
    respond(exchange, 599, "odd, but possible");
    assertThat(await(response).status()).isEqualTo(599);
  }

  @Test
  @DisplayName("an answer before the end of the body arrives, and then the connection closes")
  void answerBeforeBody() {
    start();
    PeerConnection connection = connect();
    PeerExchange request = connection.open(PeerRequest.of("POST", "/"));
    request.write(pattern(1000));
    respond(handler().next(), 403, "no");
    assertThat(await(request.response()).status()).isEqualTo(403);
    awaitEnd(connection);
  }

  @Test
  @DisplayName("a client that asks for it gets the connection closed after the answer")
  void connectionClose() {
    start();
    PeerConnection connection = connect();
    var response = connection.send(PeerRequest.get("/").header("Connection", "close"));
    respond(handler().next(), 200, "bye");
    assertThat(await(response).bodyText()).isEqualTo("bye");
    assertThat(await(response).headers().contains("Connection", "close")).isTrue();
    awaitEnd(connection);
  }

  @Test
  @DisplayName("a handler that throws leaves its own client not waiting, and the others in peace")
  void handlerThrows() {
    start();
    Open bystander = open();
    handler()
        .reactWith(
            exchange -> {
              throw new IllegalStateException("thrown by the test, on purpose");
            });
    PeerConnection unlucky = connect();
    var response = unlucky.send(PeerRequest.get("/"));
    await(response.handle((answer, failure) -> true).thenApply(told -> told));
    if (!response.isCompletedExceptionally()) {
      assertThat(await(response).status()).isEqualTo(500);
    }
    handler().reactWith(exchange -> respond(exchange, 200, "fine"));
    assertThat(await(connect().send(PeerRequest.get("/"))).bodyText()).isEqualTo("fine");
    bystander.roundTrip();
  }
}
