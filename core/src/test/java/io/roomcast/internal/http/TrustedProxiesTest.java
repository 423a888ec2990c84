package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.engineio.AddressRange;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.TrustedProxies;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("API-6 SEC-19 the client's address behind trusted proxies")
class TrustedProxiesTest {
  private static final TrustedProxies LOCAL =
      TrustedProxies.of("127.0.0.0/8", "10.0.0.0/8", "::1", "fd00::/8");

  private static InetSocketAddress at(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static FakeExchange from(String peer) {
    return FakeExchange.get("/socket.io/?EIO=4&transport=polling").from(at(peer, 4711));
  }

  private static String client(TrustedProxies proxies, FakeExchange exchange) {
    InetSocketAddress address = new ProxyHeaders(proxies).unwrap(exchange).remoteAddress();
    return address.getAddress().getHostAddress() + " " + address.getPort();
  }

  @ParameterizedTest
  @DisplayName("X-Forwarded-For: the rightmost address that is no trusted proxy's")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | 203.0.113.7 0",
        "203.0.113.7:1234 | 203.0.113.7 1234",
        "6.6.6.6, 203.0.113.7 | 203.0.113.7 0",
        "6.6.6.6, 203.0.113.7, 10.1.2.3 | 203.0.113.7 0",
        "6.6.6.6 ,203.0.113.7 , 10.1.2.3,fd00::7 | 203.0.113.7 0",
        "2001:db8::1 | 2001:db8:0:0:0:0:0:1 0",
        "[2001:db8::1] | 2001:db8:0:0:0:0:0:1 0",
        "[2001:db8::1]:65535, 10.0.0.1 | 2001:db8:0:0:0:0:0:1 65535",
        "10.0.0.1, 10.0.0.2 | 10.0.0.1 0",
        "::ffff:10.0.0.1 | 10.0.0.1 0",
      })
  void xForwardedFor(String header, String expected) {
    assertThat(client(LOCAL, from("127.0.0.1").with("X-Forwarded-For", header)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @DisplayName("what is no address ends the list: nothing before it is believed")
  @ValueSource(
      strings = {
        "unknown", "_hidden", "localhost", "evil.example", "1.2.3", "1.2.3.256", "1.2.3.4.5",
        "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:-1", "1.2.3.4:x", "01234.1.1.1", "[::1", "[1.2.3.4]x",
        "fe80::1%eth0", ":", "::1::2", "1.2.3.4/8", "0x7f.1", "2130706433"
      })
  void malformed(String hop) {
    assertThat(client(LOCAL, from("127.0.0.1").with("X-Forwarded-For", hop)))
        .isEqualTo("127.0.0.1 4711");
    assertThat(
            client(
                LOCAL, from("127.0.0.1").with("X-Forwarded-For", "6.6.6.6, " + hop + ",10.0.0.9")))
        .as("the last proxy that is known")
        .isEqualTo("10.0.0.9 0");
    assertThat(
            client(
                LOCAL.withForwarded(), from("127.0.0.1").with("Forwarded", "for=\"" + hop + "\"")))
        .isEqualTo("127.0.0.1 4711");
  }

  @Test
  @DisplayName("a client that is no trusted proxy invents nothing, with whatever header")
  void spoofing() {
    FakeExchange spoofed =
        from("203.0.113.7")
            .with("X-Forwarded-For", "10.0.0.1")
            .with("X-Forwarded-Proto", "https")
            .with("X-Forwarded-Host", "evil.example")
            .with("X-Real-IP", "10.0.0.1")
            .with("Forwarded", "for=10.0.0.1;proto=https;host=evil.example");
    for (TrustedProxies proxies :
        List.of(LOCAL, LOCAL.withForwarded(), TrustedProxies.none(), TrustedProxies.of())) {
      assertThat(new ProxyHeaders(proxies).unwrap(spoofed)).isSameAs(spoofed);
    }
    assertThat(EngineOptions.defaults().trustedProxies().trusts(at("127.0.0.1", 1))).isFalse();
  }

  @Test
  @DisplayName("only the header that was chosen counts, since a proxy lets the other one through")
  void oneHeader() {
    FakeExchange both =
        from("10.0.0.1").with("X-Forwarded-For", "1.1.1.1").with("Forwarded", "for=2.2.2.2");
    assertThat(client(LOCAL, both)).isEqualTo("1.1.1.1 0");
    assertThat(client(LOCAL.withForwarded(), both)).isEqualTo("2.2.2.2 0");
  }

  @Test
  @DisplayName("several headers of the name are one list, in their order")
  void severalHeaders() {
    FakeExchange exchange =
        from("10.0.0.1")
            .with("X-Forwarded-For", "6.6.6.6")
            .with("X-Forwarded-For", "203.0.113.7, 10.0.0.2");
    assertThat(client(LOCAL, exchange)).isEqualTo("203.0.113.7 0");
  }

  @ParameterizedTest
  @DisplayName("Forwarded: the element that names the client also tells scheme and host")
  @CsvSource(
      delimiter = '|',
      value = {
        "for=192.0.2.60;proto=https;host=chat.example.com | 192.0.2.60 0 | true | chat.example.com",
        "For=\"[2001:db8:cafe::17]:4711\" | 2001:db8:cafe:0:0:0:0:17 4711 | false | internal",
        "for=6.6.6.6;proto=https, for=192.0.2.60;proto=http | 192.0.2.60 0 | false | internal",
        "for=192.0.2.60;proto=https, for=10.0.0.5;proto=http | 192.0.2.60 0 | true | internal",
        "for=192.0.2.60;by=\"a,b;c\\\"d\";host=\"h:1\" | 192.0.2.60 0 | false | h:1",
        " for = 192.0.2.60 ; proto = HTTPS | 192.0.2.60 0 | true | internal",
      })
  void forwarded(String header, String client, boolean secure, String host) {
    FakeExchange exchange = from("127.0.0.1").with("Host", "internal").with("Forwarded", header);
    Exchange seen = new ProxyHeaders(LOCAL.withForwarded()).unwrap(exchange);
    assertThat(client(LOCAL.withForwarded(), exchange)).isEqualTo(client);
    assertThat(seen.secure()).isEqualTo(secure);
    assertThat(ProxiedExchange.hostsOf(seen)).containsExactly(host);
  }

  @ParameterizedTest
  @DisplayName("a malformed element of Forwarded says nothing, and ends the list")
  @ValueSource(
      strings = {
        "for=1.1.1.1;for=2.2.2.2",
        "for",
        "for=",
        "=1.1.1.1",
        "for=\"1.1.1.1",
        "for=\"1.1.1.1\"x",
        "for=1.1.1.1;proto",
        ";;,;",
        "\"",
        ""
      })
  void malformedElement(String element) {
    String header = "for=6.6.6.6, " + element;
    List<Map<String, String>> parsed = ForwardedHeader.last(ProxyHeaders.MAX_HOPS, List.of(header));
    if (element.isEmpty()) {
      assertThat(parsed).containsExactly(Map.of("for", "6.6.6.6"));
    } else {
      assertThat(parsed.get(parsed.size() - 1)).isEmpty();
      assertThat(client(LOCAL.withForwarded(), from("127.0.0.1").with("Forwarded", header)))
          .isEqualTo("127.0.0.1 4711");
    }
  }

  @Test
  @DisplayName("a list without end is read no further than 32 addresses from its end")
  void bounded() {
    String many = "203.0.113.7," + "10.0.0.1,".repeat(50_000) + "10.0.0.2";
    assertThat(client(LOCAL, from("127.0.0.1").with("X-Forwarded-For", many)))
        .isEqualTo("10.0.0.1 0");
    String elements = "for=203.0.113.7," + "for=10.0.0.1,".repeat(5_000) + "for=10.0.0.2";
    assertThat(client(LOCAL.withForwarded(), from("127.0.0.1").with("Forwarded", elements)))
        .isEqualTo("10.0.0.1 0");
  }

  @ParameterizedTest
  @DisplayName("X-Forwarded-Proto and -Host: the last value, else what the request itself says")
  @CsvSource({"https, true", "HTTPS, true", "wss, true", "http, false", "'https, http', false"})
  void scheme(String header, boolean secure) {
    FakeExchange exchange =
        from("10.0.0.1")
            .with("Host", "internal:8080")
            .with("X-Forwarded-Proto", header)
            .with("X-Forwarded-Host", "evil.example, chat.example.com");
    Exchange seen = new ProxyHeaders(LOCAL).unwrap(exchange);
    assertThat(seen.secure()).isEqualTo(secure);
    assertThat(ProxiedExchange.hostsOf(seen)).containsExactly("chat.example.com");

    Exchange plain = new ProxyHeaders(LOCAL).unwrap(from("10.0.0.1").with("Host", "internal"));
    assertThat(plain.secure()).isFalse();
    assertThat(ProxiedExchange.hostsOf(plain)).containsExactly("internal");
  }

  @Test
  @DisplayName("the engine, and the check of a WebSocket's origin, see what the proxy says")
  void front() {
    List<Exchange> engine = new ArrayList<>();
    Front front =
        new Front(
            EngineOptions.builder().trustedProxies(LOCAL).build(),
            ClientFiles.none(),
            List.of(),
            Runnable::run,
            Runnable::run,
            engine::add,
            error -> {});
    FakeExchange upgrade =
        FakeExchange.upgrade("/socket.io/?EIO=4&transport=websocket")
            .from(at("10.0.0.1", 1))
            .with("Host", "internal")
            .with("X-Forwarded-For", "203.0.113.7")
            .with("X-Forwarded-Host", "chat.example.com")
            .with("Origin", "https://chat.example.com");
    front.onRequest(upgrade);
    assertThat(engine).hasSize(1);
    assertThat(engine.get(0).remoteAddress()).isEqualTo(at("203.0.113.7", 0));

    FakeExchange direct =
        FakeExchange.upgrade("/socket.io/?EIO=4&transport=websocket")
            .from(at("203.0.113.7", 1))
            .with("Host", "internal")
            .with("X-Forwarded-Host", "chat.example.com")
            .with("Origin", "https://chat.example.com");
    front.onRequest(direct);
    assertThat(direct.status())
        .as("not from a proxy, so its X-Forwarded-Host is its own")
        .isEqualTo(400);
    assertThat(engine).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/31, 10.1.2.2, true",
    "10.1.2.3/31, 10.1.2.4, false",
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.2, false",
    "0.0.0.0/0, 203.0.113.7, true",
    "0.0.0.0/0, ::1, false",
    "::/0, ::1, true",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, 127.0.0.1, false",
  })
  void ranges(String range, String address, boolean within) {
    assertThat(AddressRange.parse(range).orElseThrow().contains(at(address, 0).getAddress()))
        .isEqualTo(within);
    assertThat(TrustedProxies.of(range).trusts(at(address, 0))).isEqualTo(within);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/x",
        "10.0.0.0/8/8",
        "/8",
        "300.1.1.1",
        "10.0.0.0 /8",
        ".a:b:c"
      })
  void no_ranges(String text) {
    assertThat(AddressRange.parse(text)).isEmpty();
    assertThatThrownBy(() -> TrustedProxies.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text);
  }

  @Test
  void an_address_that_was_never_resolved_is_nobodys() {
    assertThat(LOCAL.trusts(InetSocketAddress.createUnresolved("localhost", 1))).isFalse();
  }

  @ParameterizedTest
  @DisplayName("no quote that a client leaves open hides what its proxy says of it")
  @ValueSource(
      strings = {
        "for=\"",
        "for=\"10.0.0.1",
        "\"",
        "for=\"\\",
        "for=\"a\\\"",
        "x=\"a\";for=\"10.0.0.1"
      })
  void openQuote(String sent) {
    for (String own : List.of("for=203.0.113.7", "for=\"203.0.113.7\";by=\"a\\\",b\"")) {
      FakeExchange lines = from("10.0.0.1").with("Forwarded", sent).with("Forwarded", own);
      assertThat(client(LOCAL.withForwarded(), lines)).isEqualTo("203.0.113.7 0");
      FakeExchange oneLine = from("10.0.0.1").with("Forwarded", sent + ", " + own);
      assertThat(client(LOCAL.withForwarded(), oneLine)).isEqualTo("203.0.113.7 0");
    }
  }

  @ParameterizedTest
  @DisplayName("Forwarded: a proxy that hides the client still tells scheme and host")
  @ValueSource(strings = {"for=unknown;", "for=_hidden;", ""})
  void hidden(String node) {
    FakeExchange exchange =
        from("127.0.0.1")
            .with("Host", "internal")
            .with("Forwarded", "for=6.6.6.6;host=evil.example, " + node + "proto=https;host=h");
    Exchange seen = new ProxyHeaders(LOCAL.withForwarded()).unwrap(exchange);
    assertThat(client(LOCAL.withForwarded(), exchange)).isEqualTo("127.0.0.1 4711");
    assertThat(seen.secure()).isTrue();
    assertThat(ProxiedExchange.hostsOf(seen)).containsExactly("h");
  }
}
