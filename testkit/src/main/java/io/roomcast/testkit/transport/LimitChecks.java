package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerFrame;
import io.roomcast.testkit.peer.PeerRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a client may not do, and what happens then. */
abstract class LimitChecks extends ClosingChecks {

  @Test
  @DisplayName("a body as large as the limit passes")
  void bodyAtTheLimit() {
    start(limits().maxBodyBytes(10_000).build());
    ask(connect(), PeerRequest.of("POST", "/").body(pattern(10_000)));
    assertThat(bytes(await(handler().next().body()))).isEqualTo(pattern(10_000));
    PeerExchange chunked = connect().open(PeerRequest.of("POST", "/"));
    chunked.write(pattern(9_999));
    chunked.write(new byte[1]);
    chunked.finish();
    assertThat(await(handler().next().body()).remaining()).isEqualTo(10_000);
  }

  @Test
  @DisplayName(
      "a larger body fails, announced or not; the answer arrives, then the connection closes")
  void bodyTooLarge() {
    start(limits().maxBodyBytes(10_000).build());
    PeerConnection announced = connect();
    var response = announced.send(PeerRequest.of("POST", "/").body(pattern(10_001)));
    Exchange exchange = handler().next();
    assertThat(failure(exchange.body())).isInstanceOf(BodyTooLargeException.class);
    respond(exchange, 413, "too large");
    assertThat(await(response).status()).isEqualTo(413);
    awaitEnd(announced);

    PeerConnection endless = connect();
    PeerExchange chunked = endless.open(PeerRequest.of("POST", "/"));
    Exchange second = handler().next();
    for (int i = 0; i < 11; i++) {
      chunked.write(pattern(1000));
    }
    assertThat(failure(second.body())).isInstanceOf(BodyTooLargeException.class);
    respond(second, 413, "too large");
    assertThat(await(chunked.response()).status()).isEqualTo(413);
    awaitEnd(endless);
    assertTold("maxBodyBytes", "maxBodyBytes");
  }

  @Test
  @DisplayName("the limit of headers counts each field, and is the given one")
  void headerCount() {
    start(limits().maxHeaders(10).build());
    PeerConnection within = connect();
    var response = within.send(withFields(10));
    respond(handler().next(), 200, "ok");
    assertThat(await(response).status()).isEqualTo(200);
    var again = within.send(withFields(10)); // each request is counted by itself
    respond(handler().next(), 200, "ok");
    assertThat(await(again).status()).isEqualTo(200);

    PeerConnection over = connect();
    assertThat(await(over.send(withFields(11))).status()).isEqualTo(431);
    awaitEnd(over);
    assertThat(handler().hasNext()).isFalse();
    assertTold("maxHeaders");
  }

  private static PeerRequest withFields(int count) {
    Headers.Builder headers = Headers.builder().add("Host", "a");
    for (int i = 1; i < count; i++) {
      headers.add("X-A", "b");
    }
    return PeerRequest.get("/").headers(headers.build());
  }

  @Test
  @DisplayName("a message over the limit is not delivered, and closes the connection with 1009")
  void messageTooLarge() {
    start(limits().maxMessageBytes(10_000).build());
    byte[] half = pattern(5_001);
    for (boolean fragmented : new boolean[] {false, true}) {
      Open open = open();
      if (fragmented) {
        open.client().sendFragments(false, List.of(half, half));
      } else {
        open.client().sendText("x".repeat(10_001));
      }
      assertClosedFor(open, 1009);
      assertTold("maxMessageBytes");
    }
    assertAlive();
  }

  @Test
  @DisplayName("the limit counts bytes, not characters")
  void bytesCount() {
    start(limits().maxMessageBytes(10_000).build());
    Open open = open();
    open.client().sendText("가".repeat(3_334));
    assertClosedFor(open, 1009);
  }

  @Test
  @DisplayName("SEC-12 a message in too many fragments closes the connection with 1008")
  void tooManyFragments() {
    start(limits().maxFragments(16).build());
    Open open = open();
    open.client().sendFragments(true, Collections.nCopies(16, new byte[] {'a'}));
    assertThat(open.listener().next()).isEqualTo(new Received.Text("a".repeat(16)));
    open.client().sendFragments(true, Collections.nCopies(17, new byte[] {'a'}));
    assertClosedFor(open, 1008);
    assertTold("maxFragments");
  }

  @Test
  @DisplayName("text that is not UTF-8 closes the connection with 1007")
  void notUtf8() {
    start();
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xc3},
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xc0, (byte) 0x80})) {
      Open open = open();
      open.client().sendFragments(true, List.of(bad));
      assertClosedFor(open, 1007);
    }
    assertTold();
  }

  @Test
  @DisplayName("a newcomer over the limit of connections is closed; when one goes, one may come")
  void connections() {
    start(limits().maxConnections(3).build());
    assertNewcomersRefused("maxConnections");
  }

  @Test
  @DisplayName("so is a newcomer over the limit of its address")
  void connectionsPerAddress() {
    start(limits().maxConnectionsPerAddress(3).build());
    assertNewcomersRefused("maxConnectionsPerAddress");
  }

  @Test
  @DisplayName("the transport counts its open connections, or says that it does not")
  void connectionCount() {
    start();
    assumeTrue(transport().connectionCount() >= 0, "this transport does not count");
    assertThat(transport().connectionCount()).isZero();
    Open first = open();
    open().roundTrip();
    assertThat(transport().connectionCount()).isEqualTo(2);
    first.client().abort();
    await(first.listener().closed());
    long end = System.nanoTime() + patience().toNanos();
    while (transport().connectionCount() > 1 && System.nanoTime() - end < 0) {
      Thread.onSpinWait(); // it is counted out very soon after its listener was told
    }
    assertThat(transport().connectionCount()).isOne();
    await(transport().stop(Duration.ZERO));
    assertThat(transport().connectionCount()).isZero();
  }

  @Test
  @DisplayName("a connection that sends nothing is closed")
  void headTimeout() {
    start(limits().headTimeout(SHORT).build());
    awaitEnd(connect());
    assertTold("headTimeout");
  }

  @Test
  @DisplayName("a body that does not come is answered 408, and the connection closed")
  void bodyTimeout() {
    start(limits().bodyTimeout(SHORT).build());
    PeerConnection connection = connect();
    PeerExchange request = connection.open(PeerRequest.of("POST", "/"));
    request.write(pattern(10));
    Exchange exchange = handler().next();
    assertThat(failure(exchange.body()))
        .isInstanceOf(TransportException.class)
        .isNotInstanceOf(BodyTooLargeException.class);
    assertThat(await(request.response()).status()).isEqualTo(408);
    awaitEnd(connection);
    respond(exchange, 200, "too late").exceptionally(gone -> null);
    assertTold("bodyTimeout");
    assertAlive();
  }

  @Test
  @DisplayName("so is one that comes in drips: what arrives meanwhile winds no clock up")
  void drippingBody() {
    start(limits().bodyTimeout(SHORT).build());
    PeerConnection connection = connect();
    PeerExchange request = connection.open(PeerRequest.of("POST", "/"));
    Exchange exchange = handler().next();
    keepOn(() -> request.write(new byte[] {'x'}), request.response());
    assertThat(await(request.response()).status()).isEqualTo(408);
    assertThat(failure(exchange.body())).isInstanceOf(TransportException.class);
    awaitEnd(connection);
    assertTold("bodyTimeout");
  }

  @Test
  @DisplayName("a connection that asks nothing more is closed")
  void idleTimeout() {
    start(limits().idleTimeout(SHORT).build());
    PeerConnection connection = connect();
    var response = connection.send(PeerRequest.get("/"));
    respond(handler().next(), 200, "ok");
    await(response);
    awaitEnd(connection);
    assertTold("idleTimeout");
  }

  @Test
  @DisplayName("a connection whose client does not take its answer is closed")
  void unreadAnswer() {
    start(limits().idleTimeout(SHORT).build());
    PeerConnection connection = connect();
    connection.stopReading();
    ask(connection, PeerRequest.get("/"));
    CompletionStage<Void> written =
        handler().next().respond(200, Headers.none(), ByteBuffer.wrap(new byte[PLENTY]));
    assertThat(failure(written)).isInstanceOf(TransportException.class);
    connection.startReading();
    awaitEnd(connection);
    assertTold("idleTimeout");
  }

  @Test
  @DisplayName("no timeout strikes while an answer is being thought of, or on an open WebSocket")
  void noFalseAlarm() {
    startWithHeadTimeout(limits().bodyTimeout(SHORT).messageTimeout(SHORT).idleTimeout(SHORT));
    var response = connect().send(PeerRequest.post("/poll", "x"));
    Exchange exchange = handler().next();
    Open open = open();
    int later = secureClients() ? 1 : 3; // each takes long there
    for (int i = 0; i < later; i++) {
      awaitEnd(connect()); // for this one time is up
      assertTold("headTimeout");
    }
    respond(exchange, 200, "at last");
    assertThat(await(response).bodyText()).isEqualTo("at last");
    open.roundTrip();
    assertTold();
  }

  private void assertNewcomersRefused(String limit) {
    PeerConnection first = connect();
    Open second = open();
    Open third = open();
    var waiting = first.send(PeerRequest.get("/poll"));
    Exchange exchange = handler().next();
    for (int i = 0; i < 3; i++) {
      awaitEnd(connect());
    }
    assertTold(limit, limit, limit);
    second.roundTrip();
    third.client().abort();
    await(third.listener().closed());
    assertComesInAtLast();
    respond(exchange, 200, "still here");
    assertThat(await(waiting).bodyText()).isEqualTo("still here");
  }

  /** A place is free again very soon after the listener was told, but not before. */
  private void assertComesInAtLast() {
    handler().reactWith(exchange -> respond(exchange, 200, "welcome"));
    for (int attempt = 0; attempt < 1000; attempt++) {
      var response = connect().send(PeerRequest.get("/"));
      try {
        assertThat(response.join().bodyText()).isEqualTo("welcome");
        return;
      } catch (java.util.concurrent.CompletionException refused) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("the place of a connection that has ended stays taken");
  }

  static void assertClosedFor(Open open, int code) {
    Received told = open.listener().next();
    assertThat(told)
        .isInstanceOfSatisfying(
            Received.Closed.class,
            closed -> {
              assertThat(closed.code()).isEqualTo(code);
              assertThat(closed.cause()).as("the violation").isPresent();
            });
    assertThat(await(open.client().next()))
        .isInstanceOfSatisfying(
            PeerFrame.Close.class, close -> assertThat(close.code()).isEqualTo(code));
    assertThat(await(open.client().next())).isEqualTo(new PeerFrame.End());
  }
}
