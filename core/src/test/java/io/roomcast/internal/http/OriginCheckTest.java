package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Cors;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.util.ArrayList;
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
    assertThat(check.passes(upgrade(origin, host))).isTrue();
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
    assertThat(check.passes(upgrade(origin, host))).isFalse();
  }

  @Test
  void a_client_that_is_no_browser_sends_no_origin_and_passes() {
    assertThat(check.passes(FakeExchange.upgrade("/socket.io/").with("Host", "a"))).isTrue();
  }

  @Test
  void without_one_unambiguous_host_or_origin_nothing_is_the_servers_own() {
    assertThat(check.passes(FakeExchange.upgrade("/").with("Origin", "http://a"))).isFalse();
    assertThat(check.passes(upgrade("http://a", "a").with("Host", "b"))).isFalse();
    assertThat(check.passes(upgrade("http://a", "a").with("Origin", "http://b"))).isFalse();
    assertThat(
            allowing(Cors.allow("http://a")).passes(upgrade("http://a", "x").with("Origin", "b")))
        .isFalse();
  }

  @Test
  void what_Cors_allows_passes() {
    assertThat(allowing(Cors.allow("https://page")).passes(upgrade("https://page", "a"))).isTrue();
    assertThat(allowing(Cors.allow("https://page")).passes(upgrade("https://other", "a")))
        .isFalse();
    assertThat(allowing(Cors.allow("https://page")).passes(upgrade("https://a", "a")))
        .as("its own, as before")
        .isTrue();
    assertThat(allowing(Cors.allowAny()).passes(upgrade("null", "a"))).isTrue();
    assertThat(allowing(Cors.allowIf("null"::equals)).passes(upgrade("null", "a"))).isTrue();
  }

  @Test
  @DisplayName("EIO-68 an origin with control characters is left to the engine")
  void controlCharacters() {
    assertThat(check.passes(upgrade("http://evil\t.example", "a"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null"})
  void a_refusal_is_403_names_the_remedy_and_never_reaches_the_engine(String origin) {
    List<Exchange> engine = new ArrayList<>();
    Front front =
        new Front(
            EngineOptions.defaults(), ClientFiles.none(), List.of(), Runnable::run, engine::add);

    FakeExchange refused = upgrade(origin, "chat.example.com");
    front.onRequest(refused);
    FakeExchange polling =
        FakeExchange.get("/socket.io/").with("Origin", origin).with("Host", "chat.example.com");
    front.onRequest(polling);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.responseText()).contains("Cors.allow(").doesNotContain(origin);
    assertThat(engine).as("browsers themselves see to polling").containsExactly(polling);
  }
}
