package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.Limits;
import io.roomcast.spi.transport.TransportException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A client that takes too long")
class TimeoutsTest {
  private static final Duration SHORT = Duration.ofMillis(150);

  /** Short, but long enough for a busy machine to send a request in it. */
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofMinutes(5);

  private static Limits.Builder patient() {
    return Limits.builder().headTimeout(LONG).bodyTimeout(LONG).idleTimeout(LONG);
  }

  @Test
  @DisplayName("to send its first byte is cut off")
  void silent() throws Exception {
    Limits limits = patient().headTimeout(SHORT).build();
    try (TestServer server = TestServer.start(new TestServer.Echo(), limits);
        RawClient client = server.connect()) {
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("over the head is cut off, even if bytes keep coming (slow loris)")
  void slowHead() throws Exception {
    Limits limits = patient().headTimeout(SHORT).build();
    TestServer.Echo echo = new TestServer.Echo();
    try (TestServer server = TestServer.start(echo, limits);
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n");
      drip(client, "X: y\r\n");
      assertThat(echo.requests).hasValue(0);
    }
  }

  @Test
  @DisplayName("over the head of a later request is cut off")
  void slowLaterHead() throws Exception {
    Limits limits = patient().headTimeout(SECOND).build();
    try (TestServer server = TestServer.start(new TestServer.Echo(), limits);
        RawClient client = server.connect()) {
      assertThat(client.get("/").status()).isEqualTo(200);
      client.send("GET / HTTP/1.1\r\n");
      drip(client, "X: y\r\n");
    }
  }

  private static Exchange next(BlockingQueue<Exchange> exchanges) throws InterruptedException {
    Exchange exchange = exchanges.poll(20, TimeUnit.SECONDS);
    assertThat(exchange).isNotNull();
    return exchange;
  }

  /** Sends small parts until the server has cut the connection. */
  private static void drip(RawClient client, String part) {
    org.awaitility.Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              try {
                client.send(part);
                return false;
              } catch (IOException cut) {
                return true;
              }
            });
  }

  @Test
  @DisplayName("over the body is answered 408 and cut off; the body fails and the exchange aborts")
  void slowBody() throws Exception {
    Limits limits = patient().bodyTimeout(SHORT).build();
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(exchanges::add, limits);
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhel");
      Exchange exchange = next(exchanges);
      CompletableFuture<Void> aborted = new CompletableFuture<>();
      exchange.onAbort(() -> aborted.complete(null));

      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
      aborted.get(20, TimeUnit.SECONDS);
      assertThat(exchange.body().handle((b, e) -> e).toCompletableFuture().get())
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("in time");
      CompletableFuture<Void> late =
          exchange.respond(200, Headers.none(), utf8("late")).toCompletableFuture();
      assertThat(late.handle((v, e) -> e).get()).isInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("to send the body that it was asked for is answered 408")
  void noBodyAfterContinue() throws Exception {
    Limits limits = patient().bodyTimeout(SHORT).build();
    try (TestServer server = TestServer.start(new TestServer.Echo(), limits);
        RawClient client = server.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.response().status()).isEqualTo(100);
      assertThat(client.response().status()).isEqualTo(408);
    }
  }

  @Test
  @DisplayName("between two requests is cut off")
  void idle() throws Exception {
    Limits limits = patient().idleTimeout(SHORT).build();
    try (TestServer server = TestServer.start(new TestServer.Echo(), limits);
        RawClient client = server.connect()) {
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName(
      "is not one whose answer is not there yet: a poll may wait, a WebSocket may be still")
  void longPoll() throws Exception {
    Limits limits =
        Limits.builder().headTimeout(SECOND).bodyTimeout(SECOND).idleTimeout(SECOND).build();
    BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    RecordingListener listener = new RecordingListener();
    try (TestServer server = TestServer.start(exchanges::add, limits);
        RawClient poll = server.connect().send("GET /poll HTTP/1.1\r\nHost: x\r\n\r\n")) {
      Exchange waiting = next(exchanges);
      try (RawClient socket = server.connect().send(RawClient.upgradeRequest("/"))) {
        next(exchanges).upgrade(Headers.none(), listener);
        assertThat(socket.response().status()).isEqualTo(101);
        for (int i = 0; i < 2; i++) {
          try (RawClient silent = server.connect()) {
            assertThat(silent.atEnd()).isTrue(); // the timeouts have passed meanwhile
          }
        }
        waiting.respond(200, Headers.none(), utf8("at last"));
        assertThat(poll.response().body()).isEqualTo("at last");
        socket.text("still here");
        org.awaitility.Awaitility.await().until(() -> listener.texts.contains("still here"));
      }
    }
  }
}
