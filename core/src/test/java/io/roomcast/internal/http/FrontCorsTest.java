package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Cors;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testing.FakeExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontCorsTest extends FrontScene {
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
