package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.peer.PeerRequest;
import io.roomcast.testkit.peer.PeerResponse;
import io.roomcast.testkit.peer.SocketConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** HTTP/1.1 byte for byte. */
abstract class HttpShapeChecks extends TransportCompatibilityKit {
  /** What a slow client takes at a time: more than a system keeps back, less than its share. */
  static final int DRIP = 256 * 1024;

  private static final byte[] SMUGGLED = ascii("GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

  abstract SocketConnection connectSocket();

  @TestFactory
  @DisplayName("a request is taken, or refused with the connection closed, as its shape demands")
  Stream<DynamicTest> shapes() {
    start();
    return HttpShape.all().stream()
        .map(shape -> DynamicTest.dynamicTest(shape.name(), () -> check(shape)));
  }

  @Test
  @DisplayName("a request that comes byte by byte is the same request")
  void byteByByte() {
    start();
    SocketConnection connection = connectSocket();
    CompletableFuture<PeerResponse> response = connection.exchange("POST", new byte[0]);
    for (byte b :
        ascii(
            "POST /p?q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")) {
      connection.write(new byte[] {b});
    }
    assertThat(answer(handler().next())).isEqualTo("POST /p?q abc");
    assertThat(await(response).bodyText()).isEqualTo("POST /p?q abc");
  }

  @Test
  @DisplayName("requests that come in one piece are answered in order")
  void pipelined() {
    start();
    SocketConnection connection = connectSocket();
    String request = "POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";
    CompletableFuture<PeerResponse> first =
        connection.exchange("POST", ascii(request.formatted(1) + request.formatted(2)));
    CompletableFuture<PeerResponse> second = connection.exchange("POST", new byte[0]);
    answer(handler().next());
    assertThat(await(first).bodyText()).isEqualTo("POST /1? x");
    answer(handler().next());
    assertThat(await(second).bodyText()).isEqualTo("POST /2? x");
  }

  @Test
  @DisplayName("a client that expects 100-continue is told to go on")
  void expectContinue() {
    start();
    SocketConnection connection = connectSocket();
    CompletableFuture<PeerResponse> response =
        connection.exchange(
            "POST",
            ascii(
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"));
    Exchange exchange = handler().next();
    CompletionStage<ByteBuffer> body = exchange.body();
    await(connection.continued(), () -> "no 100 Continue within " + patience());
    connection.write(ascii("abc"));
    assertThat(text(await(body))).isEqualTo("abc");
    respond(exchange, 200, "thanks");
    assertThat(await(response).bodyText()).isEqualTo("thanks");
  }

  @Test
  @DisplayName("a client that breaks off in the middle of an announced body is told to the handler")
  void shortBody() {
    start();
    SocketConnection connection = connectSocket();
    var unused =
        connection.exchange(
            "POST", ascii("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
    Exchange exchange = handler().next();
    connection.close();
    assertThat(failure(exchange.body())).isInstanceOf(TransportException.class);
  }

  @Test
  @DisplayName("a head that does not end is not waited for")
  void slowHead() {
    startWithHeadTimeout(limits());
    SocketConnection first = connectSocket();
    var unused = first.exchange("GET", ascii("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "));
    awaitEnd(first);

    SocketConnection second = connectSocket();
    var answered = second.send(PeerRequest.get("/"));
    answer(handler().next());
    await(answered);
    var unanswered = second.exchange("GET", ascii("GET / HTTP/1.1\r\n"));
    awaitEnd(second);
    assertThat(unanswered).isDone();
    assertTold("headTimeout", "headTimeout");
    assertAlive();
  }

  @Test
  @DisplayName("a client that takes its answer in drips is cut off, as if it took nothing of it")
  void answerInDrips() {
    start(limits().idleTimeout(SHORT).closeTimeout(SHORT).highWaterMark(STUCK).build());
    assertCutOff(PeerRequest.get("/"), "idleTimeout");
    assertCutOff(PeerRequest.get("/last").header("Connection", "close"), "closeTimeout");
    assertAlive();
  }

  private void assertCutOff(PeerRequest request, String limit) {
    SocketConnection connection = connectSocket();
    connection.stopReading();
    ask(connection, request);
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[PLENTY]));
    keepOn(() -> connection.take(DRIP), written);
    assertThat(failure(written)).isInstanceOf(TransportException.class);
    connection.startReading();
    awaitEnd(connection);
    assertTold(limit);
  }

  @Test
  @DisplayName("one that takes it slowly, but without a rest, gets all of it")
  void slowButSteady() {
    withoutRest(limits().idleTimeout(Duration.ofSeconds(2)).build(), this::takeSteadily);
  }

  private void takeSteadily(Rhythm rhythm) {
    SocketConnection connection = connectSocket();
    connection.stopReading();
    var response = connection.send(PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[PLENTY]));
    long timeIsUp = System.nanoTime() + Duration.ofMillis(2500).toNanos();
    while (System.nanoTime() - timeIsUp < 0 && !happensSoon(written)) {
      connection.take(DRIP);
      rhythm.beat();
    }
    connection.startReading();
    assertThat(await(response).body()).hasSize(PLENTY);
    await(written);
  }

  @Test
  @DisplayName("the limit of a head counts request line and headers, and is the given one")
  void headLimit() {
    start(limits().maxHeadBytes(1000).build());
    String frame = "GET / HTTP/1.1\r\nHost: a\r\nX-A: \r\n\r\n";
    SocketConnection within = connectSocket();
    var response =
        within.exchange(
            "GET", ascii(frame.replace("X-A: ", "X-A: " + "x".repeat(900 - frame.length()))));
    answer(handler().next());
    assertThat(await(response).status()).isEqualTo(200);

    SocketConnection over = connectSocket();
    var refused = over.exchange("GET", ascii(frame.replace("X-A: ", "X-A: " + "x".repeat(1100))));
    assertThat(await(refused).status()).isEqualTo(431);
    awaitEnd(over);
    assertThat(handler().hasNext()).isFalse();
    assertTold("maxHeadBytes");
  }

  @Test
  @DisplayName(
      "trailers are held to the limits of a head: by their size, and counted with its fields")
  void trailerLimits() {
    start(limits().maxHeadBytes(1000).maxHeaders(5).build());
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    SocketConnection within = connectSocket();
    var response =
        within.exchange(
            "POST", ascii(head + "3\r\nabc\r\n0\r\n" + "X-A: b\r\n".repeat(3) + "\r\n"));
    answer(handler().next());
    assertThat(await(response).bodyText()).isEqualTo("POST /? abc");
    assertTrailersRefused(head, "X-A: b\r\n".repeat(4) + "\r\n", "maxHeaders");
    assertTrailersRefused(head, "X-A: " + "x".repeat(2000) + "\r\n\r\n", "maxHeadBytes");
  }

  private void assertTrailersRefused(String head, String trailers, String limit) {
    SocketConnection connection = connectSocket();
    var response = connection.exchange("POST", ascii(head));
    Exchange exchange = handler().next();
    connection.write(ascii("3\r\nabc\r\n0\r\n"));
    for (byte b : ascii(trailers)) {
      connection.write(new byte[] {b});
    }
    assertThat(failure(exchange.body())).isInstanceOf(TransportException.class);
    assertThat(await(response).status()).isEqualTo(400);
    awaitEnd(connection);
    assertTold(limit);
  }

  private void check(HttpShape shape) {
    handler().queue();
    if (shape.outcome() instanceof HttpShape.Either) {
      handler().reactWith(exchange -> exchange.body().thenRun(() -> respond(exchange, 200, "")));
    }
    SocketConnection connection = connectSocket();
    try {
      CompletableFuture<PeerResponse> response = connection.exchange(shape.method(), shape.bytes());
      if (shape.outcome() instanceof HttpShape.Accepted accepted) {
        assertAccepted(connection, response, accepted);
      } else if (shape.outcome() instanceof HttpShape.Refused refused) {
        connection.write(SMUGGLED);
        assertAnswered(response, refused.statuses());
        awaitEnd(connection);
        assertAlive(); // finds no other request before its own
      } else if (shape.outcome() instanceof HttpShape.Either either) {
        assertAnswered(response, plus(either.statuses(), 200));
      } else {
        connection.write(SMUGGLED);
        Exchange exchange = handler().next();
        assertThat(failure(exchange.body())).isInstanceOf(TransportException.class);
        respond(exchange, 400, "").exceptionally(answeredAlready -> null);
        awaitEnd(connection);
        assertAlive();
      }
    } finally {
      connection.abort();
    }
  }

  private void assertAccepted(
      SocketConnection connection,
      CompletableFuture<PeerResponse> response,
      HttpShape.Accepted accepted) {
    answer(handler().next());
    assertThat(await(response).status()).isEqualTo(200);
    assertThat(await(response).bodyText()).isEqualTo(accepted.seen());
    if (accepted.goesOn()) {
      var next = connection.send(PeerRequest.get("/next"));
      assertThat(answer(handler().next())).isEqualTo("GET /next? ");
      await(next);
    } else {
      awaitEnd(connection);
    }
  }

  private void assertAnswered(CompletableFuture<PeerResponse> response, Set<Integer> allowed) {
    assertThat(await(response, () -> unanswered(allowed)).status()).isIn(allowed);
  }

  private String unanswered(Set<Integer> allowed) {
    String missing = "the transport has not answered within " + patience() + ": " + allowed;
    return handler().hasNext() ? missing + " was due, without asking the handler" : missing;
  }

  private static String answer(Exchange exchange) {
    String seen =
        exchange.method()
            + " "
            + exchange.path()
            + "?"
            + exchange.rawQuery()
            + " "
            + text(await(exchange.body()));
    respond(exchange, 200, seen);
    return seen;
  }

  private static Set<Integer> plus(Set<Integer> statuses, int status) {
    Set<Integer> all = new HashSet<>(statuses);
    all.add(status);
    return all;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
