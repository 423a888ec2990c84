package io.roomcast.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Cors;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.http.HealthCheck;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testing.FakeExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontTest {
  private static final Headers NONE = Headers.none();

  private final List<Exchange> engine = new ArrayList<>();
  private final List<HttpHandler> handlers = new ArrayList<>();
  private final Deque<Runnable> executor = new ArrayDeque<>();

  private Front front(UnaryOperator<EngineOptionsBuilder> change) {
    EngineOptions options = change.apply(EngineOptions.builder()).build();
    return new Front(
        options,
        ClientFiles.none(),
        handlers,
        executor::add,
        executor::add,
        engine::add,
        error -> {});
  }

  private Front front() {
    return front(options -> options);
  }

  private FakeExchange ask(Front front, FakeExchange exchange) {
    front.onRequest(exchange);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
    return exchange;
  }

  @Test
  @DisplayName("SEC-19 a limit of the transport that struck is told to the engine")
  void limitReached() {
    List<String> told = new ArrayList<>();
    RequestHandler counting =
        new RequestHandler() {
          @Override
          public void onRequest(Exchange exchange) {
            engine.add(exchange);
          }

          @Override
          public void limitReached(String option) {
            told.add(option);
          }
        };
    Front front =
        new Front(
            EngineOptions.builder().build(),
            ClientFiles.none(),
            handlers,
            executor::add,
            executor::add,
            counting,
            error -> {});
    front.limitReached("maxConnections");
    assertThat(told).containsExactly("maxConnections");
    assertThat(engine).isEmpty();
  }

  @Test
  @DisplayName("a health check that requires nothing is answered at once, whatever else waits")
  void aliveAtOnce() {
    handlers.add(exchange -> true);
    handlers.add(HealthCheck.at("/alive"));
    Front front = front();
    for (int i = 0; i < HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING; i++) {
      front.onRequest(FakeExchange.get("/"));
    }
    FakeExchange refused = FakeExchange.get("/");
    front.onRequest(refused);
    assertThat(refused.status()).isEqualTo(503);
    int waiting = executor.size();
    FakeExchange alive = FakeExchange.get("/alive");
    front.onRequest(alive);
    assertThat(alive.status()).isEqualTo(200);
    assertThat(executor).hasSize(waiting);
  }

  @Test
  @DisplayName("one that requires something has a line of its own, which is bounded, too")
  void readyInLine() {
    HealthCheck ready = HealthCheck.at("/ready").require(() -> true);
    handlers.add(exchange -> true);
    handlers.add(ready);
    Front front = front();
    for (int i = 0; i < HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING; i++) {
      front.onRequest(FakeExchange.get("/"));
    }
    List<FakeExchange> asked = new ArrayList<>();
    for (int i = 0; i <= Front.MAX_CHECKS_AT_WORK + Front.MAX_CHECKS_WAITING; i++) {
      asked.add(FakeExchange.get("/ready"));
      front.onRequest(asked.get(i));
    }
    assertThat(executor).hasSize(HandlerLine.MAX_AT_WORK + Front.MAX_CHECKS_AT_WORK);
    FakeExchange last = asked.remove(asked.size() - 1);
    assertThat(last.status()).isEqualTo(503);
    assertThat(asked).noneMatch(FakeExchange::answered);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
    assertThat(asked).allMatch(exchange -> exchange.status() == 200);
  }

  @Test
  @DisplayName("a requirement that fails is answered 500")
  void requirementFails() {
    handlers.add(
        HealthCheck.at("/ready")
            .require(
                () -> {
                  throw new IllegalStateException("thrown by a test");
                }));
    assertThat(ask(front(), FakeExchange.get("/ready")).status()).isEqualTo(500);
    assertThat(ask(front(), FakeExchange.get("/other")).status()).isEqualTo(404);
  }

  @Test
  @DisplayName("SEC-19 a request for which the line of the handlers has no place is counted")
  void fullLineIsCounted() {
    List<String> told = new ArrayList<>();
    RequestHandler counting =
        new RequestHandler() {
          @Override
          public void onRequest(Exchange exchange) {
            engine.add(exchange);
          }

          @Override
          public void limitReached(String option) {
            told.add(option);
          }
        };
    handlers.add(exchange -> true);
    Front front =
        new Front(
            EngineOptions.builder().build(),
            ClientFiles.none(),
            handlers,
            executor::add,
            executor::add,
            counting,
            error -> {});
    for (int i = 0; i < HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING; i++) {
      front.onRequest(FakeExchange.get("/"));
    }
    assertThat(told).isEmpty();
    front.onRequest(FakeExchange.get("/"));
    assertThat(told).containsExactly("httpHandlers");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  // ---- paths

  @ParameterizedTest
  @DisplayName("EIO-5 EIO-6 the path matches as a prefix of the raw path, with its slash")
  @CsvSource({
    "/socket.io/, true, true",
    "/socket.io/?EIO=4, true, true",
    "/socket.io/anything, true, true",
    "/socket.io//, true, true",
    "/socket.io/../x, true, true",
    "/socket.io, false, true",
    "/socket.io?EIO=4, false, true",
    "/socket.iox, false, true",
    "/Socket.io/, false, false",
    "/socket%2eio/, false, false",
    "/socket.i, false, false",
    "//socket.io/, false, false",
    "/x/socket.io/, false, false",
    "/, false, false",
    "*, false, false"
  })
  void matches(String target, boolean withSlash, boolean withoutSlash) {
    FakeExchange first = ask(front(), FakeExchange.get(target));
    assertThat(!engine.isEmpty()).isEqualTo(withSlash);
    assertThat(first.status()).isEqualTo(withSlash ? 0 : 404);

    engine.clear();
    ask(front(options -> options.addTrailingSlash(false)), FakeExchange.get(target));
    assertThat(!engine.isEmpty()).isEqualTo(withoutSlash);
  }

  @ParameterizedTest
  @DisplayName("EIO-5 a trailing slash of the configured path makes no difference")
  @ValueSource(strings = {"/a/chat", "/a/chat/"})
  void configuredPath(String path) {
    Front front = front(options -> options.path(path));
    ask(front, FakeExchange.get("/a/chat/?EIO=4"));
    ask(front, FakeExchange.get("/socket.io/"));
    assertThat(engine).hasSize(1);
  }

  @Test
  @DisplayName("EIO-13 every method goes to the engine; OPTIONS too where CORS is off")
  void methods() {
    Front front = front();
    for (String method : new String[] {"GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE"}) {
      ask(front, FakeExchange.request(method, "/socket.io/"));
    }
    assertThat(engine).extracting(Exchange::method).hasSize(6).contains("OPTIONS");
  }

  @Test
  void an_engine_that_throws_gives_500_without_details() {
    Front failing =
        new Front(
            EngineOptions.defaults(),
            ClientFiles.none(),
            handlers,
            executor::add,
            executor::add,
            exchange -> {
              throw new IllegalStateException("thrown by a test: SECRET");
            },
            error -> {});
    FakeExchange exchange = ask(failing, FakeExchange.get("/socket.io/"));
    assertThat(exchange.status()).isEqualTo(500);
    assertThat(exchange.responseText()).isEqualTo("internal server error\n");
  }

  @Test
  void an_executor_that_refuses_gives_500() {
    handlers.add(exchange -> true);
    Front front =
        new Front(
            EngineOptions.defaults(),
            ClientFiles.none(),
            handlers,
            task -> {
              throw new RejectedExecutionException("thrown by a test");
            },
            executor::add,
            engine::add,
            error -> {});
    assertThat(ask(front, FakeExchange.get("/x")).status()).isEqualTo(500);
  }

  // ---- handlers

  @Test
  void handlers_are_asked_in_order_on_the_executor_until_one_takes_the_request() {
    List<String> asked = new ArrayList<>();
    handlers.add(exchange -> !asked.add("first"));
    handlers.add(exchange -> asked.add("second")); // takes it, and may answer later
    handlers.add(exchange -> asked.add("third"));
    FakeExchange exchange = FakeExchange.get("/page");

    front().onRequest(exchange);
    assertThat(asked).as("on the I/O thread").isEmpty();
    executor.remove().run();

    assertThat(asked).containsExactly("first", "second");
    assertThat(exchange.answered()).isFalse();
    assertThat(engine).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "POST", "OPTIONS"})
  void what_nobody_takes_is_404_in_plain_text(String method) {
    FakeExchange without = ask(front(), FakeExchange.request(method, "/page"));
    handlers.add(exchange -> false);
    FakeExchange with = ask(front(), FakeExchange.request(method, "/page"));

    for (FakeExchange exchange : List.of(without, with)) {
      assertThat(exchange.status()).isEqualTo(404);
      assertThat(exchange.responseText()).isEqualTo("not found\n");
      assertThat(exchange.responseHeaders().first("Content-Type"))
          .hasValue("text/plain; charset=utf-8");
    }
  }

  @Test
  void a_handler_that_throws_gives_500_without_details_and_the_next_one_is_not_asked() {
    handlers.add(
        exchange -> {
          throw new IOException("thrown by a test: SECRET");
        });
    handlers.add(
        exchange -> {
          throw new AssertionError("is not asked");
        });
    FakeExchange exchange = ask(front(), FakeExchange.get("/page"));
    assertThat(exchange.status()).isEqualTo(500);
    assertThat(exchange.responseText()).doesNotContain("SECRET");
    assertThat(exchange.responseHeaders().toString()).doesNotContain("SECRET");
  }

  @Test
  void an_error_of_a_handler_is_answered_too() {
    handlers.add(
        exchange -> {
          throw new NoClassDefFoundError("thrown by a test");
        });
    assertThat(ask(front(), FakeExchange.get("/page")).status()).isEqualTo(500);
  }

  @Test
  void a_handler_that_answers_and_then_throws_keeps_its_answer() {
    handlers.add(
        exchange -> {
          exchange.respond(200, NONE, bytes("done"));
          throw new IllegalStateException("thrown by a test");
        });
    FakeExchange exchange = ask(front(), FakeExchange.get("/page"));
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.responseText()).isEqualTo("done");
  }

  @Test
  void a_handler_that_answers_but_says_it_did_not_keeps_its_answer() {
    handlers.add(
        exchange -> {
          exchange.respond(200, NONE, bytes("done"));
          return false;
        });
    handlers.add(
        exchange -> {
          throw new AssertionError("is not asked");
        });
    FakeExchange exchange = ask(front(), FakeExchange.get("/page"));
    assertThat(exchange.status()).isEqualTo(200);
  }

  @Test
  @DisplayName("EIO-78 an upgrade that nobody takes is answered 404 and the connection closed")
  void upgradeElsewhere() {
    FakeExchange without = ask(front(), FakeExchange.upgrade("/other"));
    handlers.add(exchange -> false);
    FakeExchange with = ask(front(), FakeExchange.upgrade("/other"));
    for (FakeExchange exchange : List.of(without, with)) {
      assertThat(exchange.status()).isEqualTo(404);
      assertThat(exchange.responseHeaders().first("Connection")).hasValue("close");
    }
    FakeExchange page = ask(front(), FakeExchange.get("/other"));
    assertThat(page.responseHeaders().first("Connection")).isEmpty();
    assertThat(engine).isEmpty();
  }

  @Test
  @DisplayName("EIO-78 an upgrade outside the path may be taken by a handler")
  void upgradeByAHandler() {
    handlers.add(
        exchange -> {
          exchange.upgrade(NONE, new Silent());
          return false; // even then it is not answered twice
        });
    assertThat(ask(front(), FakeExchange.upgrade("/other")).status()).isEqualTo(101);
  }

  private static final class Silent implements WebSocketListener {
    @Override
    public void onOpen(WebSocketConnection connection) {}

    @Override
    public void onText(String text) {}

    @Override
    public void onBinary(ByteBuffer bytes) {}

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {}
  }

  // ---- the handlers' bounds and threads

  @Test
  void requests_beyond_those_at_work_and_in_line_are_answered_503() {
    List<Exchange> handled = new ArrayList<>();
    handlers.add(handled::add);
    Front front = front();
    int room = HandlerLine.MAX_AT_WORK + HandlerLine.MAX_WAITING;
    for (int i = 0; i < room; i++) {
      front.onRequest(FakeExchange.get("/page"));
    }
    assertThat(executor).as("those in line hold no task").hasSize(HandlerLine.MAX_AT_WORK);
    FakeExchange refused = FakeExchange.get("/page");
    front.onRequest(refused);
    FakeExchange upgrade = FakeExchange.upgrade("/page");
    front.onRequest(upgrade);
    FakeExchange own = FakeExchange.get("/socket.io/");
    front.onRequest(own);

    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.responseHeaders().first("Retry-After")).isPresent();
    assertThat(upgrade.status()).isEqualTo(503);
    assertThat(upgrade.responseHeaders().first("Connection")).hasValue("close");
    assertThat(engine).as("the engine is not concerned").containsExactly(own);

    assertThat(ask(front, FakeExchange.get("/page")).status()).isEqualTo(503);
    assertThat(handled).hasSize(room);
    ask(front, FakeExchange.get("/page"));
    assertThat(handled).as("there is room again").hasSize(room + 1);
  }

  @Test
  void what_a_handler_attaches_to_its_exchange_runs_on_the_executor() {
    List<String> told = new ArrayList<>();
    handlers.add(
        exchange -> {
          exchange.onAbort(() -> told.add("abort"));
          var unused = exchange.body().thenAccept(body -> told.add("body"));
          return true;
        });
    FakeExchange exchange = ask(front(), FakeExchange.request("POST", "/page"));
    exchange.complete("");
    exchange.abort();
    assertThat(told).as("on the I/O thread").isEmpty();
    executor.forEach(Runnable::run);
    assertThat(told).containsExactly("body", "abort");
  }

  // ---- CORS

  private static final String PAGE = "https://chat.example.com";

  private FakeExchange answered(Front front, FakeExchange exchange, Headers headers) {
    ask(front, exchange);
    engine.remove(0).respond(200, headers, bytes("ok"));
    return exchange;
  }

  private FakeExchange answered(Cors cors, String origin) {
    FakeExchange request = FakeExchange.get("/socket.io/");
    return answered(
        front(options -> options.cors(cors)),
        origin.isEmpty() ? request : request.with("Origin", origin),
        Headers.of("Content-Type", "text/plain"));
  }

  @Test
  @DisplayName("EIO-64 without cors there is no CORS header")
  void corsOff() {
    FakeExchange exchange =
        answered(front(), FakeExchange.get("/socket.io/").with("Origin", PAGE), NONE);
    assertThat(exchange.responseHeaders().size()).isZero();
  }

  @Test
  @DisplayName("EIO-64 an allowed origin is reflected, with Vary and what else was asked for")
  void corsAllowed() {
    Cors cors = Cors.allow(PAGE, "https://b").withCredentials().withExposedHeaders("X-A", "X-B");
    Headers headers = answered(cors, PAGE).responseHeaders();
    assertThat(headers.toString())
        .isEqualTo(
            "[Vary: Origin, Access-Control-Allow-Origin: https://chat.example.com,"
                + " Access-Control-Allow-Credentials: true,"
                + " Access-Control-Expose-Headers: X-A,X-B, Content-Type: text/plain]");
  }

  @ParameterizedTest
  @DisplayName("EIO-64 another origin gets no header but Vary, and is not refused by CORS")
  @ValueSource(strings = {"https://evil.example", "null", "https://CHAT.example.com", ""})
  void corsOthers(String origin) {
    FakeExchange exchange = answered(Cors.allow(PAGE).withCredentials(), origin);
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.responseHeaders().toString())
        .isEqualTo("[Vary: Origin, Content-Type: text/plain]");
  }

  @Test
  @DisplayName("EIO-64 any origin is answered with * and without Vary")
  void corsAny() {
    assertThat(answered(Cors.allowAny(), "https://any").responseHeaders().toString())
        .isEqualTo("[Access-Control-Allow-Origin: *, Content-Type: text/plain]");
    assertThat(answered(Cors.allowAny(), "").responseHeaders().first("Access-Control-Allow-Origin"))
        .hasValue("*");
  }

  static Stream<Cors> brokenRules() {
    return Stream.of(
        Cors.allowIf(
            origin -> {
              throw new IllegalStateException("thrown by a test");
            }),
        Cors.allowIf(
            origin -> {
              throw new NoClassDefFoundError("thrown by a test");
            }));
  }

  @ParameterizedTest
  @MethodSource("brokenRules")
  void a_rule_that_throws_allows_nothing(Cors broken) {
    FakeExchange exchange = answered(broken, PAGE);
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.responseHeaders().first("Access-Control-Allow-Origin")).isEmpty();

    FakeExchange upgrade = FakeExchange.upgrade("/socket.io/").with("Origin", PAGE);
    assertThat(ask(front(options -> options.cors(broken)), upgrade).status()).isEqualTo(400);
    assertThat(engine).isEmpty();
  }

  @Test
  void what_the_answer_says_itself_is_not_said_twice() {
    Headers own =
        Headers.builder()
            .add("access-control-allow-origin", "https://own")
            .add("vary", "Accept-Encoding")
            .build();
    FakeExchange exchange =
        answered(
            front(options -> options.cors(Cors.allow(PAGE))),
            FakeExchange.get("/socket.io/").with("Origin", PAGE),
            own);
    assertThat(exchange.responseHeaders().all("Access-Control-Allow-Origin"))
        .containsExactly("https://own");
    assertThat(exchange.responseHeaders().all("Vary")).containsExactly("Origin", "Accept-Encoding");
  }

  @Test
  @DisplayName("EIO-64 the 101 of an upgrade carries the headers")
  void corsOnUpgrade() {
    FakeExchange exchange =
        ask(
            front(options -> options.cors(Cors.allow(PAGE))),
            FakeExchange.upgrade("/socket.io/").with("Origin", PAGE).with("Host", "other"));
    engine.remove(0).upgrade(Headers.of("X-Own", "1"), new Silent());
    assertThat(exchange.status()).isEqualTo(101);
    assertThat(exchange.responseHeaders().toString())
        .isEqualTo("[Vary: Origin, Access-Control-Allow-Origin: " + PAGE + ", X-Own: 1]");
  }

  @Test
  @DisplayName("EIO-64 a preflight is answered 204 and never reaches the engine")
  void preflight() {
    FakeExchange exchange =
        ask(
            front(options -> options.cors(Cors.allow(PAGE))),
            FakeExchange.request("OPTIONS", "/socket.io/")
                .with("Origin", PAGE)
                .with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "content-type, x-a"));
    assertThat(engine).isEmpty();
    assertThat(exchange.status()).isEqualTo(204);
    assertThat(exchange.responseText()).isEmpty();
    assertThat(exchange.responseHeaders().toString())
        .isEqualTo(
            "[Vary: Origin, Access-Control-Allow-Origin: https://chat.example.com,"
                + " Access-Control-Allow-Methods: GET,HEAD,PUT,PATCH,POST,DELETE,"
                + " Vary: Access-Control-Request-Headers,"
                + " Access-Control-Allow-Headers: content-type, x-a]");
  }

  @Test
  @DisplayName("EIO-64 a preflight names the configured methods, headers and age")
  void preflightConfigured() {
    Cors cors =
        Cors.allowAny()
            .withMethods("GET", "POST")
            .withAllowedHeaders("x-a", "x-b")
            .withMaxAge(Duration.ofMinutes(10));
    FakeExchange exchange =
        ask(
            front(options -> options.cors(cors)),
            FakeExchange.request("OPTIONS", "/socket.io/")
                .with("Access-Control-Request-Headers", "x-other"));
    assertThat(exchange.responseHeaders().toString())
        .isEqualTo(
            "[Access-Control-Allow-Origin: *, Access-Control-Allow-Methods: GET,POST,"
                + " Access-Control-Allow-Headers: x-a,x-b, Access-Control-Max-Age: 600]");
  }

  @Test
  @DisplayName("EIO-64 a preflight of another origin is answered, but allows it nothing")
  void preflightOfOthers() {
    FakeExchange exchange =
        ask(
            front(options -> options.cors(Cors.allow(PAGE).withCredentials())),
            FakeExchange.request("OPTIONS", "/socket.io/").with("Origin", "https://evil.example"));
    assertThat(exchange.status()).isEqualTo(204);
    assertThat(exchange.responseHeaders().names())
        .doesNotContain("access-control-allow-origin", "access-control-allow-credentials");
  }

  @Test
  void CORS_ends_with_the_path() {
    handlers.add(
        exchange -> {
          exchange.respond(200, NONE, bytes(""));
          return true;
        });
    Front front = front(options -> options.cors(Cors.allowAny()));
    FakeExchange page = ask(front, FakeExchange.get("/page").with("Origin", PAGE));
    assertThat(page.responseHeaders().size()).isZero();
    assertThat(ask(front, FakeExchange.request("OPTIONS", "/page")).status()).isEqualTo(200);
  }

  @Test
  void a_decorated_exchange_is_the_same_in_all_else() {
    Front front = front(options -> options.cors(Cors.allow(PAGE)));
    FakeExchange exchange = ask(front, FakeExchange.request("POST", "/socket.io/?a=b"));
    Exchange seen = engine.remove(0);
    List<String> aborted = new ArrayList<>();
    seen.onAbort(() -> aborted.add("told"));
    assertThat(seen)
        .isNotSameAs(exchange)
        .returns("POST", Exchange::method)
        .returns("/socket.io/", Exchange::path)
        .returns("a=b", Exchange::rawQuery)
        .returns(exchange.headers(), Exchange::headers)
        .returns(exchange.remoteAddress(), Exchange::remoteAddress)
        .returns(exchange.body(), Exchange::body)
        .returns(false, Exchange::secure)
        .returns(false, Exchange::isUpgrade);
    exchange.abort();
    assertThat(aborted).containsExactly("told");
  }
}
