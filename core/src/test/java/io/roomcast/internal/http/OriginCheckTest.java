package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Cors;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginCheckTest {
  private final OriginCheck check = new OriginCheck(Optional.empty(), System::nanoTime);

  private static FakeExchange upgrade(String origin, String host) {
    return FakeExchange.upgrade("/socket.io/").with("Host", host).with("Origin", origin);
  }

  private static boolean passes(OriginCheck check, FakeExchange upgrade) {
    return check.passes(upgrade, upgrade.headers().all("Host"));
  }

  private static OriginCheck allowing(Cors cors) {
    return new OriginCheck(Optional.of(new CorsPolicy(cors)), System::nanoTime);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost:8080",
    "http://LOCALHOST:8080, localhost:8080",
    "https://Chat.example.com, chat.EXAMPLE.com",
    "HTTPS://chat.example.com, chat.example.com:443",
    "https://chat.example.com:443, chat.example.com",
    "http://chat.example.com, chat.example.com:80",
    "http://chat.example.com:80, chat.example.com",
    "https://chat.example.com:8443, chat.example.com:8443",
    "http://127.0.0.1:1, 127.0.0.1:1",
    "http://[::1]:8080, [::1]:8080",
    "http://[::1], [::1]",
  })
  void the_servers_own_pages_pass(String origin, String host) {
    assertThat(passes(check, upgrade(origin, host))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, chat.example.com",
    "http://localhost:3000, localhost:8080",
    "http://localhost, localhost:8080",
    "http://localhost:8080, localhost",
    "https://chat.example.com, chat.example.com:80",
    "http://chat.example.com:443, chat.example.com",
    "http://chat.example.com.evil.example, chat.example.com",
    "http://evil.example/chat.example.com, chat.example.com",
    "http://chat.example.com@evil.example, chat.example.com",
    "http://evil.example#chat.example.com, chat.example.com",
    "http://chat.example.com/, chat.example.com",
    "http://[::1]:8080, [::2]:8080",
    "http://[::1:8080, [::1:8080",
    "http://a:b, a:b",
    "http://a:, a:",
    "http://a:999999, a:999999",
    "'http://', ''",
    "http://:80, :80",
    "null, localhost:8080",
    "null, null",
    "chat.example.com, chat.example.com",
    "file://, localhost",
    "capacitor://localhost, localhost",
    "chrome-extension://localhost:8080, localhost:8080",
    "'http://a, http://a', a",
    "'', localhost"
  })
  void foreign_and_malformed_origins_do_not(String origin, String host) {
    assertThat(passes(check, upgrade(origin, host))).isFalse();
  }

  @Test
  void a_client_that_is_no_browser_sends_no_origin_and_passes() {
    assertThat(passes(check, FakeExchange.upgrade("/socket.io/").with("Host", "a"))).isTrue();
  }

  @Test
  void without_one_unambiguous_host_or_origin_nothing_is_the_servers_own() {
    assertThat(passes(check, FakeExchange.upgrade("/").with("Origin", "http://a"))).isFalse();
    assertThat(passes(check, upgrade("http://a", "a").with("Host", "b"))).isFalse();
    assertThat(passes(check, upgrade("http://a", "a").with("Origin", "http://b"))).isFalse();
    assertThat(
            passes(allowing(Cors.allow("http://a")), upgrade("http://a", "x").with("Origin", "b")))
        .isFalse();
  }

  @Test
  void what_Cors_allows_passes() {
    assertThat(passes(allowing(Cors.allow("https://page")), upgrade("https://page", "a"))).isTrue();
    assertThat(passes(allowing(Cors.allow("https://page")), upgrade("https://other", "a")))
        .isFalse();
    assertThat(passes(allowing(Cors.allow("https://page")), upgrade("https://a", "a")))
        .as("its own, as before")
        .isTrue();
    assertThat(passes(allowing(Cors.allowAny()), upgrade("null", "a"))).isTrue();
    assertThat(passes(allowing(Cors.allowIf("null"::equals)), upgrade("null", "a"))).isTrue();
  }

  @ParameterizedTest
  @DisplayName("EIO-68 an origin with what a header may hold but no origin does is refused")
  @ValueSource(strings = {"http://evil\t.example", "\t", "http://a\u0085", "\u00ff"})
  void controlCharacters(String origin) {
    assertThat(passes(check, upgrade(origin, "a"))).isFalse();
  }

  private final List<Exchange> engine = new ArrayList<>();
  private final List<HandshakeError> told = new ArrayList<>();
  private final Deque<Runnable> executor = new ArrayDeque<>();

  private Front front(EngineOptions options) {
    return new Front(
        options,
        ClientFiles.none(),
        List.of(),
        executor::add,
        executor::add,
        engine::add,
        told::add);
  }

  @ParameterizedTest
  @DisplayName("EIO-10 SEC-14 a refused origin is answered 400 with the remedy, not by the engine")
  @ValueSource(strings = {"https://evil.example", "null"})
  void refusal(String origin) {
    Front front = front(EngineOptions.defaults());

    FakeExchange refused = upgrade(origin, "chat.example.com");
    front.onRequest(refused);
    FakeExchange polling =
        FakeExchange.get("/socket.io/").with("Origin", origin).with("Host", "chat.example.com");
    front.onRequest(polling);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.responseHeaders().toString())
        .isEqualTo("[Connection: close, Content-Type: text/html]");
    assertThat(refused.responseText())
        .isEqualTo(OriginCheck.REFUSAL)
        .contains("Cors.allow(")
        .doesNotContain(origin);
    assertThat(engine).as("browsers themselves see to polling").containsExactly(polling);
  }

  @Test
  void a_refused_origin_is_a_handshake_error() {
    Front front = front(EngineOptions.defaults());
    FakeExchange refused = upgrade("https://evil.example/" + "x".repeat(1000), "a");
    front.onRequest(refused);

    assertThat(told).hasSize(1);
    HandshakeError error = told.get(0);
    assertThat(error.code()).isEqualTo(HandshakeError.Code.FORBIDDEN);
    assertThat(error.message()).isEqualTo(refused.responseText());
    assertThat(error.context()).containsEntry("name", "ORIGIN_NOT_ALLOWED");
    assertThat(error.context().get("origin")).startsWith("https://evil.example/").hasSize(129);
    assertThat(error.headers()).isSameAs(refused.headers());
    assertThat(error.remoteAddress()).isEqualTo(FakeExchange.PEER);
  }

  @Test
  @DisplayName("EIO-69 an origin is told to the application without control characters, and short")
  void cleanOrigin() {
    String origin = "http://evil\u009b31m.example" + "x".repeat(1000);
    Object told = OriginCheck.error(upgrade(origin, "chat.example.com")).context().get("origin");
    assertThat(told.toString()).startsWith("http://evil\\u009b31m.example").hasSizeLessThan(200);
  }
}
