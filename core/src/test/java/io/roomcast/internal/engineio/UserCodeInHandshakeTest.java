package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static io.roomcast.internal.engineio.EngineFixture.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Admission;
import io.roomcast.engineio.Admission.Verdict;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.SessionCookie;
import io.roomcast.engineio.SessionIds;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testing.FakeExchange;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserCodeInHandshakeTest {
  private final Queue<Runnable> executor = new ArrayDeque<>();

  private EngineFixture fixture(UnaryOperator<EngineOptionsBuilder> options) {
    return new EngineFixture(options, executor::add);
  }

  private void runExecutor() {
    for (Runnable task = executor.poll(); task != null; task = executor.poll()) {
      task.run();
    }
  }

  private FakeExchange handshake(EngineFixture fixture) {
    FakeExchange exchange = fixture.request(FakeExchange.get(POLLING));
    runExecutor();
    return exchange;
  }

  @Test
  @DisplayName("Without user code nothing goes through the executor")
  void noHop() {
    EngineFixture fixture = fixture(options -> options);
    PollingClient client = fixture.openPolling();
    client.upgrade();
    fixture.request(FakeExchange.get(EngineFixture.PATH));

    assertThat(executor).isEmpty();
  }

  @Test
  @DisplayName("EIO-19 admission is asked once per handshake, on the executor")
  void admission() {
    AtomicInteger asked = new AtomicInteger();
    EngineFixture fixture =
        fixture(
            options ->
                options.admission(
                    request -> {
                      asked.incrementAndGet();
                      return Verdict.allow();
                    }));
    FakeExchange exchange = fixture.request(FakeExchange.get(POLLING));
    assertThat(exchange.answered()).isFalse();
    assertThat(asked).hasValue(0);

    runExecutor();

    assertThat(exchange.status()).isEqualTo(200);
    String sid = EngineFixture.sidOf(exchange.responseText());
    fixture.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));
    fixture.request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid)).openWebSocket();
    assertThat(executor).isEmpty();
    assertThat(asked).hasValue(1);
  }

  @Test
  @DisplayName("EIO-9 a refusal is answered 403 with code 4 and the application's message")
  void refused() {
    EngineFixture fixture =
        fixture(options -> options.admission(request -> Verdict.refuse("not \"you\"")));
    FakeExchange exchange = handshake(fixture);

    assertThat(exchange.status()).isEqualTo(403);
    assertThat(exchange.responseText()).isEqualTo("{\"code\":4,\"message\":\"not \\\"you\\\"\"}");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-10 a refused upgrade is answered 400, for code 4 too")
  void refusedUpgrade() {
    EngineFixture fixture =
        fixture(options -> options.admission(request -> Verdict.refuse("go away")));
    FakeExchange exchange = fixture.request(FakeExchange.upgrade(WEBSOCKET));
    runExecutor();

    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.responseText()).isEqualTo("go away");
    fixture.assertEmpty();
  }

  enum Failing implements Admission {
    NULL_MESSAGE {
      @Override
      @SuppressWarnings("NullOptional") // what an application may do all the same
      public CompletableFuture<Verdict> admit(HandshakeRequest request) {
        return CompletableFuture.completedFuture(new Verdict(false, null));
      }
    },
    THROWS {
      @Override
      public CompletableFuture<Verdict> admit(HandshakeRequest request) throws Exception {
        throw new Exception("checked");
      }
    },
    ERROR {
      @Override
      public CompletableFuture<Verdict> admit(HandshakeRequest request) {
        throw new NoClassDefFoundError("some/Class");
      }
    },
    FAILED_STAGE {
      @Override
      public CompletableFuture<Verdict> admit(HandshakeRequest request) {
        return CompletableFuture.failedFuture(new IllegalStateException("database is down"));
      }
    },
    NULL_STAGE {
      @Override
      public CompletableFuture<Verdict> admit(HandshakeRequest request) {
        return null;
      }
    },
    NULL_VERDICT {
      @Override
      public CompletableFuture<Verdict> admit(HandshakeRequest request) {
        return CompletableFuture.completedFuture(null);
      }
    },
    NO_MESSAGE {
      @Override
      public CompletableFuture<Verdict> admit(HandshakeRequest request) {
        return CompletableFuture.completedFuture(new Verdict(false, Optional.empty()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("EIO-9 an admission that fails in any way refuses, and tells no details")
  void admissionFails(Failing admission) {
    EngineFixture fixture = fixture(options -> options.admission(admission));
    FakeExchange exchange = handshake(fixture);

    assertThat(exchange.status()).isEqualTo(403);
    assertThat(exchange.responseText()).isEqualTo("{\"code\":4,\"message\":\"Forbidden\"}");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("An executor that refuses the work refuses the request")
  void rejected() {
    EngineFixture fixture =
        new EngineFixture(
            options -> options.admission(request -> Verdict.allow()),
            task -> {
              throw new RejectedExecutionException("shut down");
            });

    assertThat(fixture.request(FakeExchange.get(POLLING)).status()).isEqualTo(403);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-8 admission comes before the protocol version")
  void admissionBeforeVersion() {
    EngineFixture fixture = fixture(options -> options.admission(request -> Verdict.refuse("no")));
    FakeExchange exchange =
        fixture.request(FakeExchange.get(EngineFixture.PATH + "?EIO=3&transport=polling"));
    runExecutor();

    assertThat(exchange.responseText()).contains("\"code\":4");
  }

  @Test
  @DisplayName("A client that goes away during admission leaves nothing, whatever the verdict")
  void abortedDuringAdmission() {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    EngineFixture fixture =
        fixture(options -> options.admission(request -> verdict).maxSessions(1));
    FakeExchange exchange = handshake(fixture);
    assertThat(fixture.engine.seatsTaken()).isEqualTo(1);

    exchange.abort();
    verdict.complete(new Verdict(true, Optional.empty()));

    fixture.assertEmpty();
    assertThat(fixture.listeners).isEmpty();
  }

  @Test
  @DisplayName("EIO-17 ids may be the application's own")
  void ownIds() {
    EngineFixture fixture =
        fixture(
            options -> options.sessionIds(request -> CompletableFuture.completedStage("my-id_1")));

    assertThat(EngineFixture.sidOf(handshake(fixture).responseText())).isEqualTo("my-id_1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "ä", "a\r\nSet-Cookie: x", "a;b"})
  @DisplayName("EIO-17 an id out of other characters is refused with code 3")
  void badId(String id) {
    EngineFixture fixture =
        fixture(options -> options.sessionIds(request -> CompletableFuture.completedStage(id)));
    FakeExchange exchange = handshake(fixture);

    assertThat(exchange.responseText()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-17 ids that fail, or are too long, are refused with code 3")
  void failingIds() {
    List<SessionIds> failing =
        List.of(
            request -> {
              throw new Exception("no more ids");
            },
            request -> CompletableFuture.failedStage(new IllegalStateException()),
            request -> CompletableFuture.completedStage(null),
            request -> CompletableFuture.completedStage("x".repeat(129)),
            request -> null);
    for (SessionIds ids : failing) {
      EngineFixture fixture = fixture(options -> options.sessionIds(ids));
      assertThat(handshake(fixture).responseText()).contains("\"code\":3");
      fixture.assertEmpty();
    }
  }

  @Test
  @DisplayName("EIO-23 an id in use is refused, its session unharmed")
  void idInUse() {
    EngineFixture fixture =
        fixture(options -> options.sessionIds(request -> CompletableFuture.completedStage("same")));
    handshake(fixture);
    FakeExchange second = handshake(fixture);
    FakeExchange third = fixture.request(FakeExchange.upgrade(WEBSOCKET));
    runExecutor();

    assertThat(second.responseText()).contains("\"code\":3");
    assertThat(third.status()).isEqualTo(400);
    assertThat(fixture.engine.sessionCount()).isEqualTo(1);
    assertThat(fixture.engine.seatsTaken()).isEqualTo(1);
    assertThat(fixture.listeners.get("same").closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-66 initial headers go once, with the response that opens the session")
  void initialHeaders() {
    AtomicInteger asked = new AtomicInteger();
    EngineFixture fixture =
        fixture(
            options ->
                options.initialHeaders(
                    (request, headers) -> {
                      asked.incrementAndGet();
                      headers.add("Set-Cookie", "mine=1");
                    }));
    FakeExchange exchange = handshake(fixture);
    assertThat(exchange.responseHeaders().all("Set-Cookie")).containsExactly("mine=1");

    String sid = EngineFixture.sidOf(exchange.responseText());
    FakeExchange post = fixture.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));
    FakeExchange upgrade = fixture.request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid));
    FakeExchange direct = fixture.request(FakeExchange.upgrade(WEBSOCKET));
    runExecutor();

    assertThat(post.responseHeaders().first("Set-Cookie")).isEmpty();
    assertThat(upgrade.responseHeaders().first("Set-Cookie")).isEmpty();
    assertThat(direct.responseHeaders().first("Set-Cookie")).hasValue("mine=1");
    assertThat(asked).hasValue(2);
  }

  @Test
  @DisplayName("EIO-66 a cookie of the application's own goes beside the session's")
  void initialCookie() {
    EngineFixture fixture =
        fixture(
            options ->
                options
                    .cookie(SessionCookie.named("io"))
                    .initialHeaders((request, headers) -> headers.add("Set-Cookie", "mine=1"))
                    .use((exchange, response) -> response.add("Set-Cookie", "each=1") != null));
    FakeExchange exchange = handshake(fixture);
    String sid = EngineFixture.sidOf(exchange.responseText());
    assertThat(exchange.responseHeaders().all("Set-Cookie"))
        .containsExactly("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax", "mine=1", "each=1");

    FakeExchange post = fixture.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));
    runExecutor();
    assertThat(post.responseHeaders().all("Set-Cookie")).containsExactly("each=1");
  }

  @Test
  @DisplayName("EIO-66 a header hook that fails refuses the session")
  void initialHeadersFail() {
    EngineFixture fixture =
        fixture(options -> options.initialHeaders((request, headers) -> headers.add("a b", "c")));

    assertThat(handshake(fixture).responseText()).contains("\"code\":3");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName(
      "EIO-66 EIO-67 middlewares see every request first, in order, and add headers to any answer")
  void middlewares() {
    List<String> seen = new ArrayList<>();
    EngineFixture fixture =
        fixture(
            options ->
                options
                    .use(
                        (exchange, response) -> {
                          seen.add("first " + exchange.method());
                          response.add("X-First", "1");
                          return true;
                        })
                    .use(
                        (exchange, response) -> {
                          seen.add("second");
                          return true;
                        }));
    FakeExchange handshake = handshake(fixture);
    String sid = EngineFixture.sidOf(handshake.responseText());
    FakeExchange post = fixture.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));
    FakeExchange upgrade = fixture.request(FakeExchange.upgrade(WEBSOCKET + "&sid=" + sid));
    FakeExchange bad = fixture.request(FakeExchange.get(EngineFixture.PATH));
    runExecutor();

    assertThat(seen)
        .containsExactly(
            "first GET",
            "second",
            "first POST",
            "second",
            "first GET",
            "second",
            "first GET",
            "second");
    for (FakeExchange exchange : List.of(handshake, post, upgrade, bad)) {
      assertThat(exchange.responseHeaders().first("X-First")).hasValue("1");
    }
    assertThat(upgrade.status()).isEqualTo(101);
    assertThat(fixture.listeners.get(sid).messages).containsExactly("a");
  }

  @Test
  @DisplayName("EIO-67 a middleware that throws refuses the request with code 3")
  void middlewareFails() {
    EngineFixture fixture =
        fixture(
            options ->
                options
                    .use(
                        (exchange, response) -> {
                          throw new Exception("unauthorized");
                        })
                    .use(
                        (exchange, response) -> {
                          throw new AssertionError("not reached");
                        }));
    FakeExchange exchange = handshake(fixture);
    FakeExchange upgrade = fixture.request(FakeExchange.upgrade(WEBSOCKET));
    runExecutor();

    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.responseText()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(upgrade.status()).isEqualTo(400);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-67 what a middleware attaches to the body runs on the executor")
  void middlewareReadsBody() {
    List<String> read = new ArrayList<>();
    EngineFixture fixture =
        fixture(
            options ->
                options.use(
                    (exchange, response) -> {
                      var unused = exchange.body().thenAccept(body -> read.add("body"));
                      return true;
                    }));
    FakeExchange post = fixture.request(FakeExchange.request("POST", POLLING));
    runExecutor();
    post.complete("4a");
    assertThat(read).isEmpty();
    runExecutor();

    assertThat(read).containsExactly("body");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("EIO-67 a middleware may answer itself, even one that then says go on")
  void middlewareAnswers(boolean goOn) {
    EngineFixture fixture =
        fixture(
            options ->
                options.use(
                    (exchange, response) -> {
                      var unused =
                          exchange.respond(
                              418, Headers.none(), ByteBuffer.wrap(new byte[] {'t', 'e', 'a'}));
                      return goOn;
                    }));
    FakeExchange exchange = handshake(fixture);
    FakeExchange upgrade = fixture.request(FakeExchange.upgrade(WEBSOCKET));
    runExecutor();

    assertThat(exchange.status()).isEqualTo(418);
    assertThat(exchange.responseText()).isEqualTo("tea");
    assertThat(upgrade.status()).isEqualTo(418);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-69 the application is told of refusals on the executor, without the sid")
  void handshakeErrors() {
    List<HandshakeError> errors = new ArrayList<>();
    EngineFixture fixture =
        fixture(
            options ->
                options.onHandshakeError(
                    error -> {
                      errors.add(error);
                      throw new IllegalStateException("logged, no more");
                    }));
    fixture.request(FakeExchange.get(POLLING + "&sid=secret"));
    fixture.request(FakeExchange.get(EngineFixture.PATH + "?transport=tcp"));
    assertThat(errors).isEmpty();
    runExecutor();

    assertThat(errors)
        .extracting(HandshakeError::code)
        .containsExactly(Code.UNKNOWN_SID, Code.UNKNOWN_TRANSPORT);
    assertThat(errors.get(0).context().toString()).doesNotContain("secret");
    assertThat(errors.get(1).context()).containsExactly(Map.entry("transport", "tcp"));
    assertThat(errors.get(0).remoteAddress()).isEqualTo(FakeExchange.PEER);
  }
}
