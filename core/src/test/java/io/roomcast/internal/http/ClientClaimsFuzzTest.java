package io.roomcast.internal.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("API-6 SEC-3 SEC-19 whatever a client claims, a proxy and the browser are believed")
class ClientClaimsFuzzTest {
  private static final TrustedProxies PROXIES = TrustedProxies.of("127.0.0.0/8", "10.0.0.0/8");
  private static final String CLIENT = "203.0.113.9";
  private static final OriginCheck ORIGIN_CHECK = new OriginCheck(Optional.empty(), () -> 0);
  private static final String OWN_HOST = "chat.example.com";
  private static final String EVIL_HOST = "evil.example";

  private static Stream<byte[]> bytes(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(ISO_8859_1));
  }

  static Stream<byte[]> lists() {
    return bytes("6.6.6.6", "6.6.6.6, 10.1.2.3", "[2001:db8::1]:65535,", "unknown", " , ,::1", "[");
  }

  @MethodSource("lists")
  @FuzzTest
  void forwardedFor(byte[] sent) {
    assertProxyIsBelieved(PROXIES, "X-Forwarded-For", sent, CLIENT);
  }

  static Stream<byte[]> elements() {
    return bytes(
        "for=6.6.6.6;proto=https;by=10.0.0.1",
        "for=\"[2001:db8::1]:80\", for=10.0.0.1",
        "for=\"6.6.6.6",
        "for=\"a\\\"b\";host=\"\\",
        "for=6.6.6.6;for=7.7.7.7",
        "=;,;for");
  }

  @MethodSource("elements")
  @FuzzTest
  void forwarded(byte[] sent) {
    assertProxyIsBelieved(PROXIES.withForwarded(), "Forwarded", sent, "for=" + CLIENT);
  }

  /** What the proxy appends, in the same line or in one of its own, says who the client is. */
  private static void assertProxyIsBelieved(
      TrustedProxies proxies, String name, byte[] sent, String appended) {
    String claim = new String(sent, ISO_8859_1);
    FakeExchange claimed;
    try {
      claimed = FakeExchange.get("/").with(name, claim);
    } catch (IllegalArgumentException noField) {
      return;
    }
    ProxyHeaders headers = new ProxyHeaders(proxies);
    assertThat(headers.unwrap(claimed).remoteAddress().isUnresolved()).isFalse();
    for (FakeExchange passedOn :
        List.of(
            FakeExchange.get("/").with(name, claim + ", " + appended),
            FakeExchange.get("/").with(name, claim).with(name, appended))) {
      Exchange seen = headers.unwrap(passedOn);
      assertThat(seen.remoteAddress().getAddress().getHostAddress()).isEqualTo(CLIENT);
    }
  }

  static Stream<byte[]> origins() {
    return bytes(
        "https://chat.example.com",
        "HTTPS://Chat.example.com:443",
        "http://chat.example.com@evil.example",
        "http://evil.example#chat.example.com",
        "http://[::1]:80",
        "null",
        "file://");
  }

  @MethodSource("origins")
  @FuzzTest
  void origin(byte[] sent) {
    assertPassesOnlyAs("(https?|wss?)://" + Pattern.quote(OWN_HOST), sent, "Origin", OWN_HOST);
  }

  static Stream<byte[]> hosts() {
    return bytes("evil.example", "evil.example:443", "chat.example.com", "evil.example@a", "");
  }

  @MethodSource("hosts")
  @FuzzTest
  void host(byte[] sent) {
    assertPassesOnlyAs(Pattern.quote(EVIL_HOST), sent, "Host", "https://" + EVIL_HOST);
  }

  private static void assertPassesOnlyAs(String expected, byte[] sent, String name, String other) {
    String claim = new String(sent, ISO_8859_1);
    FakeExchange upgrade = FakeExchange.upgrade("/");
    try {
      upgrade.with(name, claim).with(name.equals("Host") ? "Origin" : "Host", other);
    } catch (IllegalArgumentException noField) {
      return;
    }
    if (ORIGIN_CHECK.passes(upgrade, upgrade.headers().all("Host"))) {
      assertThat(claim).matches("(?i)" + expected + "(:[0-9]{1,5})?");
    }
  }
}
