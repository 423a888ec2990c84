package io.roomcast.transport.javawebsocket;

import static io.roomcast.transport.javawebsocket.TestServer.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.spi.transport.BodyTooLargeException;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.TransportException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An HTTP exchange")
class HttpExchangeTest {
  private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();

  private TestServer start() throws Exception {
    return TestServer.start(exchanges::add);
  }

  private Exchange exchange() throws InterruptedException {
    Exchange exchange = exchanges.poll(20, TimeUnit.SECONDS);
    assertThat(exchange).isNotNull();
    return exchange;
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static Throwable failure(CompletionStage<?> stage) throws Exception {
    return get(stage.handle((value, failure) -> failure));
  }

  @Test
  @DisplayName("is handed over when its head is complete, its body comes later")
  void bodyComesLater() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
      Exchange exchange = exchange();
      CompletionStage<ByteBuffer> body = exchange.body();
      assertThat(exchange.body()).isSameAs(body);
      assertThat(body.toCompletableFuture()).isNotDone();
      assertThat(exchange.headers().first("host")).contains("x");
      assertThat(exchange.remoteAddress().getPort()).isEqualTo(client.socket.getLocalPort());
      assertThat(exchange.secure()).isFalse();
      assertThat(exchange.isUpgrade()).isFalse();

      client.send("hello");

      assertThat(UTF_8.decode(get(body)).toString()).isEqualTo("hello");
      get(exchange.respond(200, Headers.none(), utf8("ok")));
      assertThat(client.response().body()).isEqualTo("ok");
    }
  }

  @Test
  @DisplayName("completes the answer's stage when the system has taken the last byte")
  void answerCompletes() throws Exception {
    try (TestServer server = start();
        RawClient client = new RawClient(server.port, 8 * 1024)) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      ByteBuffer body = ByteBuffer.allocate(32 << 20);
      CompletionStage<Void> written = exchange().respond(200, Headers.none(), body);
      await().until(() -> server.writeInterests() > 0); // the socket is full
      assertThat(written.toCompletableFuture()).isNotDone();

      assertThat(client.response().body()).hasSize(32 << 20);
      assertThat(get(written)).isNull();
      assertThat(body.remaining()).isEqualTo(32 << 20);
    }
  }

  @Test
  @DisplayName("fails the answer's stage when the peer goes away before it has read it")
  void answerFails() throws Exception {
    try (TestServer server = start()) {
      CompletionStage<Void> written;
      try (RawClient client = new RawClient(server.port, 8 * 1024)) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        written = exchange().respond(200, Headers.none(), ByteBuffer.allocate(32 << 20));
        await().until(() -> server.writeInterests() > 0);
      }
      assertThat(failure(written)).isInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("is answered once")
  void onlyOnce() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("GET /p HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange exchange = exchange();
      get(exchange.respond(204, Headers.none(), utf8("")));

      assertThatThrownBy(() -> exchange.respond(200, Headers.none(), utf8("")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("/p");
      assertThatThrownBy(() -> exchange.upgrade(Headers.none(), new RecordingListener()))
          .isInstanceOf(IllegalStateException.class);
      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(204);
      assertThat(response.headers()).doesNotContainKey("content-length");
    }
  }

  @Test
  @DisplayName("refuses a status that ends no exchange")
  void statusRange() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("GET /p HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange exchange = exchange();
      for (int status : new int[] {0, 100, 101, 199, 600}) {
        assertThatThrownBy(() -> exchange.respond(status, Headers.none(), utf8("")))
            .isInstanceOf(IllegalArgumentException.class);
      }
      get(exchange.respond(599, Headers.none(), utf8("")));
      assertThat(client.response().status()).isEqualTo(599);
    }
  }

  @Test
  @DisplayName("leaves the body out of an answer to HEAD, and tells its length")
  void head() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
      get(exchange().respond(200, Headers.none(), utf8("hello")));
      get(exchange().respond(200, Headers.none(), utf8("next")));

      assertThat(client.response(false).header("Content-Length")).isEqualTo("5");
      assertThat(client.response().body()).isEqualTo("next");
    }
  }

  @Test
  @DisplayName("keeps framing to itself: no header of the core splits or reframes an answer")
  void framingIsOurs() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Headers headers =
          Headers.builder()
              .add("Content-Length", "3")
              .add("Transfer-Encoding", "chunked")
              .add("Connection", "Upgrade")
              .add("Set-Cookie", "one")
              .add("Set-Cookie", "two")
              .build();
      get(exchange().respond(200, headers, utf8("hello")));

      RawClient.Response response = client.response();
      assertThat(response.body()).isEqualTo("hello");
      assertThat(response.headers())
          .containsEntry("content-length", "5")
          .containsEntry("set-cookie", "one, two")
          .doesNotContainKeys("transfer-encoding", "connection");
    }
  }

  @Test
  @DisplayName("closes the connection where the core says so")
  void coreCloses() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      get(exchange().respond(200, Headers.of("Connection", "close"), utf8("bye")));

      assertThat(client.response().header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("waits for its turn: the next one comes when the answer before it has been queued")
  void pipelining() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("GET /0 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
      Exchange first = exchange();
      assertThat(exchanges).isEmpty();
      get(first.respond(200, Headers.none(), utf8("a")));
      Exchange second = exchange();
      assertThat(exchanges).isEmpty();
      get(second.respond(200, Headers.none(), utf8("b")));
      get(exchange().respond(200, Headers.none(), utf8("c")));

      assertThat(client.response().body() + client.response().body() + client.response().body())
          .isEqualTo("abc");
    }
  }

  @Test
  @DisplayName("bounds what a client sends ahead of its turn")
  void parkedInputIsBounded() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("GET /0 HTTP/1.1\r\nHost: x\r\n\r\n");
      Exchange first = exchange();
      byte[] ahead = "GET /n HTTP/1.1\r\nHost: x\r\n\r\n".repeat(40_000).getBytes(UTF_8);
      CompletableFuture<Boolean> sent =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  for (int i = 0; i < 64; i++) {
                    client.send(ahead);
                  }
                  return true;
                } catch (IOException e) {
                  return false;
                }
              });
      Connection connection = server.connections().get(0);
      await().until(() -> connection.parkedBytes() > InboundQueue.FULL_BYTES);
      // the library has 2 * workers + 1 read buffers of 64 KiB, which may be under way
      await()
          .during(300, TimeUnit.MILLISECONDS)
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> connection.parkedBytes() <= InboundQueue.FULL_BYTES + 4 * 65536);
      assertThat(sent).isNotDone();
      assertThat(exchanges).isEmpty();
      get(first.respond(200, Headers.none(), utf8("a")));
      assertThat(client.response().body()).isEqualTo("a");
      client.socket.close();
      assertThat(sent.get(20, TimeUnit.SECONDS)).isFalse();
    }
  }

  @Test
  @DisplayName("asks for a body with 100 Continue when, and only when, the core wants it")
  void continueWhenAwaited() throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    try (TestServer server = start();
        RawClient willing = server.connect();
        RawClient refused = server.connect()) {
      willing.send(head);
      Exchange exchange = exchange();
      CompletionStage<ByteBuffer> body = exchange.body();
      exchange.body();
      assertThat(willing.response().status()).isEqualTo(100);
      willing.send("hello");
      assertThat(UTF_8.decode(get(body)).toString()).isEqualTo("hello");
      get(exchange.respond(200, Headers.none(), utf8("ok")));
      assertThat(willing.response().status()).isEqualTo(200);

      refused.send(head);
      exchange().respond(403, Headers.none(), utf8("no"));
      RawClient.Response response = refused.response();
      assertThat(response.status()).isEqualTo(403);
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(refused.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("does not ask for a body that is there already, or that is too large")
  void noNeedlessContinue() throws Exception {
    try (TestServer server = TestServer.start(new TestServer.Echo());
        RawClient hasty = server.connect();
        RawClient huge = server.connect()) {
      hasty.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello");
      assertThat(hasty.response().status()).isEqualTo(200);
      huge.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n\r\n");
      assertThat(huge.response().status()).isEqualTo(413);
    }
  }

  @Test
  @DisplayName(
      "fails the body that is too large and still delivers the answer to a client that sends on")
  void tooLarge() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.socket.setSendBufferSize(64 * 1024); // so it is through only if somebody reads
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 8000000\r\n\r\n");
                  client.send(new byte[8_000_000]);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      Exchange exchange = exchange();
      assertThat(failure(exchange.body())).isInstanceOf(BodyTooLargeException.class);
      exchange.respond(413, Headers.none(), utf8("too large"));

      sent.get(20, TimeUnit.SECONDS); // nobody cut it off before it was through
      RawClient.Response response = client.response();
      assertThat(response.status()).isEqualTo(413);
      assertThat(response.body()).isEqualTo("too large");
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  @DisplayName("closes the connection where it is answered before its body has come")
  void earlyAnswer() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n");
      Exchange exchange = exchange();
      exchange.respond(401, Headers.none(), utf8("no"));

      assertThat(client.response().header("Connection")).isEqualTo("close");
      assertThat(client.atEnd()).isTrue();
      assertThat(failure(exchange.body())).isInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("aborts once when the peer goes away before the answer")
  void abort() throws Exception {
    try (TestServer server = start()) {
      AtomicInteger aborts = new AtomicInteger();
      Exchange exchange;
      try (RawClient client = server.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        exchange = exchange();
        exchange.onAbort(aborts::incrementAndGet);
      }
      await().untilAtomic(aborts, org.hamcrest.Matchers.is(1));
      AtomicInteger late = new AtomicInteger();
      exchange.onAbort(late::incrementAndGet);
      await().untilAtomic(late, org.hamcrest.Matchers.is(1));

      assertThat(failure(exchange.respond(200, Headers.none(), utf8("late"))))
          .isInstanceOf(TransportException.class);
      assertThat(aborts).hasValue(1);
    }
  }

  @Test
  @DisplayName("fails its body when the peer goes away in the middle of it")
  void abortInBody() throws Exception {
    try (TestServer server = start()) {
      CompletionStage<ByteBuffer> body;
      try (RawClient client = server.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhel");
        body = exchange().body();
      }
      assertThat(failure(body)).isInstanceOf(TransportException.class);
    }
  }

  @Test
  @DisplayName("never aborts after its answer was written")
  void noAbortAfterAnswer() throws Exception {
    try (TestServer server = start()) {
      AtomicInteger aborts = new AtomicInteger();
      try (RawClient client = server.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Exchange exchange = exchange();
        exchange.onAbort(aborts::incrementAndGet);
        get(exchange.respond(200, Headers.none(), utf8("ok")));
        client.response();
      }
      await().until(() -> server.binding.population().total() == 0);
      assertThat(aborts).hasValue(0);
    }
  }

  @Test
  @DisplayName("whose body turns out malformed fails, is answered 400 and aborted")
  void malformedBody() throws Exception {
    try (TestServer server = start();
        RawClient client = server.connect()) {
      AtomicInteger aborts = new AtomicInteger();
      client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      Exchange exchange = exchange();
      exchange.onAbort(aborts::incrementAndGet);
      client.send("what?\r\n");

      assertThat(failure(exchange.body()))
          .isInstanceOf(TransportException.class)
          .hasMessageContaining("malformed");
      assertThat(client.response().status()).isEqualTo(400);
      assertThat(client.atEnd()).isTrue();
      assertThat(aborts).hasValue(1);
      assertThat(failure(exchange.respond(200, Headers.none(), utf8("late")))).isNotNull();
    }
  }

  @Test
  @DisplayName("cannot be upgraded unless it is a valid WebSocket handshake")
  void noUpgradeOfAnythingElse() throws Exception {
    String valid = RawClient.upgradeRequest("/");
    String[] flawed = {
      valid.replace("GET", "POST"),
      valid.replace("HTTP/1.1", "HTTP/1.0"),
      valid.replace("13", "8"),
      valid.replace(RawClient.NONCE, "c2hvcnQ="),
      valid.replace(RawClient.NONCE, "not base64 at all"),
      valid.replace("Upgrade: websocket\r\n", ""),
      valid.replace("keep-alive, Upgrade", "keep-alive"),
      valid.replace("Host: x\r\n", "Host: x\r\nContent-Length: 1\r\n") + "x",
    };
    try (TestServer server = start()) {
      for (String request : flawed) {
        try (RawClient client = server.connect()) {
          client.send(request);
          Exchange exchange = exchange();
          assertThat(exchange.isUpgrade()).as(request).isFalse();
          assertThatThrownBy(() -> exchange.upgrade(Headers.none(), new RecordingListener()))
              .isInstanceOf(IllegalStateException.class);
          exchange.body().thenAccept(b -> exchange.respond(400, Headers.none(), utf8("")));
          assertThat(client.response().status()).isEqualTo(400);
        }
      }
    }
  }

  @Test
  @DisplayName("serves the JDK's client, with bodies of 900 kB and many requests at once")
  void jdkClient() throws Exception {
    try (TestServer server = TestServer.start(new TestServer.Echo())) {
      HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      String body = "0123456789".repeat(90_000);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port + "/p?q"))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      CompletableFuture<?>[] all = new CompletableFuture<?>[20];
      for (int i = 0; i < all.length; i++) {
        all[i] =
            client
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenAccept(r -> assertThat(r.body()).isEqualTo("POST /p [q] " + body));
      }
      CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
    }
  }
}
