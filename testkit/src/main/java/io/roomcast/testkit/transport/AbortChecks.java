package io.roomcast.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.TransportException;
import io.roomcast.testkit.peer.PeerConnection;
import io.roomcast.testkit.peer.PeerDisconnectedException;
import io.roomcast.testkit.peer.PeerExchange;
import io.roomcast.testkit.peer.PeerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that go away before they have their answer. */
abstract class AbortChecks extends ExchangeChecks {

  @Test
  @DisplayName("the action of onAbort runs once, on an I/O thread, when the client breaks off")
  void aborted() {
    start();
    PeerConnection connection = connect();
    var response = connection.send(PeerRequest.get("/poll"));
    Exchange exchange = handler().next();
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<Boolean> onIoThread = new CompletableFuture<>();
    exchange.onAbort(
        () -> {
          runs.incrementAndGet();
          onIoThread.complete(isIoThread());
        });
    connection.abort();

    assertThat(await(onIoThread)).isTrue();
    assertThat(failure(response)).isInstanceOf(PeerDisconnectedException.class);
    await(transport().stop(Duration.ZERO));
    assertThat(runs).hasValue(1);
  }

  @Test
  @DisplayName("a client that closes in the ordinary way has gone too")
  void closed() {
    start();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/poll"));
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    handler().next().onAbort(() -> gone.complete(true));
    connection.close();
    assertThat(await(gone)).isTrue();
  }

  @Test
  @DisplayName("an answer to a client that has gone fails its stage and throws nothing")
  void answerToNobody() {
    start();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/poll"));
    Exchange exchange = handler().next();
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    exchange.onAbort(() -> gone.complete(true));
    connection.abort();
    await(gone);
    CompletionStage<Void> written = respond(exchange, 200, "anybody?");
    assertThat(failure(written)).isInstanceOf(TransportException.class);
    assertAlive();
  }

  @Test
  @DisplayName("a body that is broken off fails; an action registered after that runs at once")
  void abortedInBody() {
    start();
    PeerConnection connection = connect();
    PeerExchange request = connection.open(PeerRequest.of("POST", "/"));
    request.write(pattern(100));
    Exchange exchange = handler().next();
    connection.abort();
    assertThat(failure(exchange.body()))
        .isInstanceOf(TransportException.class)
        .isNotInstanceOf(BodyTooLargeException.class);
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    exchange.onAbort(() -> late.complete(isIoThread()));
    assertThat(await(late)).isTrue();
  }

  @Test
  @DisplayName("of two actions one runs")
  void oneActionIsKept() {
    start();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/poll"));
    Exchange exchange = handler().next();
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    for (int i = 0; i < 2; i++) {
      exchange.onAbort(
          () -> {
            runs.incrementAndGet();
            ran.complete(true);
          });
    }
    connection.abort();
    await(ran);
    await(transport().stop(Duration.ZERO));
    assertThat(runs).hasValue(1);
  }

  @Test
  @DisplayName("after the answer was written nothing counts as an abort")
  void answeredBefore() {
    start();
    PeerConnection connection = connect();
    var response = connection.send(PeerRequest.get("/"));
    Exchange exchange = handler().next();
    AtomicInteger runs = new AtomicInteger();
    exchange.onAbort(runs::incrementAndGet);
    CompletionStage<Void> written = respond(exchange, 200, "done");
    await(response);
    await(written);
    connection.abort();
    exchange.onAbort(runs::incrementAndGet);
    await(transport().stop(Duration.ZERO));
    assertThat(runs).hasValue(0);
  }

  @Test
  @DisplayName("an action that throws hurts nobody else")
  void actionThrows() {
    start();
    Open bystander = open();
    PeerConnection connection = connect();
    ask(connection, PeerRequest.get("/poll"));
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    handler()
        .next()
        .onAbort(
            () -> {
              ran.complete(true);
              throw new IllegalStateException("thrown by the test, on purpose");
            });
    connection.abort();
    await(ran);
    bystander.roundTrip();
    assertAlive();
  }

  @Test
  @DisplayName("clients that break off at any moment leave nothing behind that hinders others")
  void manyAborts() {
    start();
    AtomicInteger told = new AtomicInteger();
    for (int i = 0; i < 60; i++) {
      PeerConnection connection = connect();
      if (i % 3 == 0) {
        connection.open(PeerRequest.of("POST", "/")).write(pattern(10));
      } else {
        ask(connection, PeerRequest.get("/poll"));
      }
      Exchange exchange = handler().next();
      exchange.onAbort(told::incrementAndGet);
      connection.abort();
      if (i % 2 == 0) {
        respond(exchange, 200, "races with the abort").exceptionally(gone -> null);
      }
    }
    assertAlive();
    await(transport().stop(Duration.ZERO));
    assertThat(told).hasValueBetween(30, 60);
  }
}
