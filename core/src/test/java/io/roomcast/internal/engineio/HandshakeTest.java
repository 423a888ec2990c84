package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static io.roomcast.internal.engineio.EngineFixture.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.SessionCookie;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private final EngineFixture fixture = new EngineFixture();

  private FakeExchange get(String query) {
    return fixture.request(FakeExchange.get(EngineFixture.PATH + "?" + query));
  }

  private void assertRefused(FakeExchange exchange, int code, String message) {
    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.responseHeaders().first("Content-Type")).hasValue("application/json");
    assertThat(exchange.responseText())
        .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-15, EIO-16, EIO-18 polling: the first GET gets the open packet at once")
  void polling() {
    FakeExchange handshake = fixture.request(FakeExchange.get(POLLING));

    assertThat(handshake.status()).isEqualTo(200);
    assertThat(handshake.responseText())
        .matches(
            "0\\{\"sid\":\"[A-Za-z0-9_-]{20}\",\"upgrades\":\\[\"websocket\"],"
                + "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");
    assertThat(handshake.responseHeaders().first("Content-Type"))
        .hasValue("text/plain; charset=UTF-8");
    assertThat(handshake.responseHeaders().first("Set-Cookie")).isEmpty();
  }

  @Test
  @DisplayName("EIO-16 no upgrades for a WebSocket, nor where they are switched off")
  void upgrades() {
    assertThat(fixture.openWebSocket().frames().get(0)).contains("\"upgrades\":[]");
    EngineFixture off = new EngineFixture(options -> options.allowUpgrades(false));
    assertThat(off.request(FakeExchange.get(POLLING)).responseText()).contains("\"upgrades\":[]");
    EngineFixture alone = new EngineFixture(options -> options.transports(TransportName.POLLING));
    assertThat(alone.request(FakeExchange.get(POLLING)).responseText()).contains("\"upgrades\":[]");
  }

  @Test
  @DisplayName("EIO-15 the open packet tells the configured values")
  void configured() {
    EngineFixture other =
        new EngineFixture(
            options ->
                options
                    .pingInterval(Duration.ofMillis(300))
                    .pingTimeout(Duration.ofMillis(200))
                    .maxPayload(1234));
    assertThat(other.request(FakeExchange.get(POLLING)).responseText())
        .endsWith("\"pingInterval\":300,\"pingTimeout\":200,\"maxPayload\":1234}");
  }

  @Test
  @DisplayName("EIO-17 SEC-10 ids differ and are not guessed from one another")
  void ids() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      ids.add(fixture.openPolling().sid);
    }
    assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[A-Za-z0-9_-]{20}"));
    assertThat(fixture.engine.sessionCount()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EIO=4",
        "EIO=4&transport=",
        "EIO=4&transport=constructor",
        "EIO=4&transport=__proto__",
        "EIO=4&transport=toString",
        "EIO=4&transport=webtransport",
        "EIO=4&transport=Polling",
        "EIO=4&transport=polling%00",
        ""
      })
  @DisplayName("EIO-12 SEC-17 an unknown transport is refused with code 0")
  void unknownTransport(String query) {
    assertRefused(get(query), 0, "Transport unknown");
  }

  @Test
  @DisplayName("EIO-12 a transport that is not enabled is unknown")
  void disabledTransport() {
    EngineFixture alone = new EngineFixture(options -> options.transports(TransportName.WEBSOCKET));
    assertThat(alone.request(FakeExchange.get(POLLING)).responseText()).contains("\"code\":0");
  }

  @Test
  @DisplayName("EIO-9 an unknown sid is refused with code 1 and a hint at sticky sessions")
  void unknownSid() {
    FakeExchange exchange = get("EIO=4&transport=polling&sid=unknown");

    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.responseText())
        .startsWith("{\"code\":1,\"message\":\"Session ID unknown\",\"hint\":")
        .contains("sticky sessions")
        .doesNotContain("unknown\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "OPTIONS", "HEAD", "DELETE"})
  @DisplayName("EIO-13 a session is opened with GET only: code 2")
  void badMethod(String method) {
    assertRefused(
        fixture.request(FakeExchange.request(method, POLLING)), 2, "Bad handshake method");
  }

  @Test
  @DisplayName("EIO-13 a GET with transport=websocket is refused with code 3")
  void webSocketWithoutUpgrade() {
    assertRefused(fixture.request(FakeExchange.get(WEBSOCKET)), 3, "Bad request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "&EIO=", "&EIO=3", "&EIO=5", "&EIO=44", "&EIO=4.0", "&EIO=4%20"})
  @DisplayName("EIO-11 every other protocol version is refused with code 5")
  void version(String eio) {
    assertRefused(get("transport=polling" + eio), 5, "Unsupported protocol version");
  }

  @Test
  @DisplayName("EIO-7 sid= counts as no sid, and the last of several values wins")
  void queryParsing() {
    assertThat(get("transport=polling&sid=").responseText()).contains("\"code\":5");
    assertThat(get("EIO=3&EIO=4&transport=websocket&transport=polling&sid=x&sid=").status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("EIO-7, EIO-20, EIO-21 the first request stays known to the session")
  void request() {
    FakeWebSocket webSocket =
        fixture
            .request(FakeExchange.upgrade(WEBSOCKET + "&name=J%C3%B6rg+K&x=%zz").with("X-A", "1"))
            .openWebSocket();
    EngineSession session = fixture.listenerOf(webSocket).session;

    assertThat(session.request().query())
        .containsEntry("name", "Jörg K")
        .containsEntry("x", "%zz")
        .containsEntry("EIO", "4");
    assertThat(session.request().headers().first("x-a")).hasValue("1");
    assertThat(session.request().remoteAddress()).isEqualTo(FakeExchange.PEER);
    assertThat(session.request().path()).isEqualTo("/socket.io/");
    assertThat(session.toString()).doesNotContain(session.id());
  }

  @ParameterizedTest
  @CsvSource({
    "EIO=4&transport=tcp, Transport unknown",
    "EIO=4&transport=websocket&sid=unknown, Session ID unknown",
    "EIO=3&transport=websocket, Unsupported protocol version",
    "EIO=4&transport=polling, Bad request"
  })
  @DisplayName("EIO-10 a refused upgrade is answered 400 with the plain message, before the 101")
  void refusedUpgrade(String query, String message) {
    FakeExchange exchange = fixture.request(FakeExchange.upgrade(EngineFixture.PATH + "?" + query));

    assertThat(exchange.status()).isEqualTo(400);
    assertThat(exchange.responseText()).isEqualTo(message);
    assertThat(exchange.responseHeaders().first("Content-Type")).hasValue("text/html");
    assertThat(exchange.responseHeaders().first("Connection")).hasValue("close");
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-14 polling requests on a WebSocket session are refused with code 3")
  void transportMismatch() {
    FakeWebSocket webSocket = fixture.openWebSocket();
    String sid = EngineFixture.sidOf(webSocket.frames().get(0));

    for (FakeExchange exchange :
        new FakeExchange[] {
          FakeExchange.get(POLLING + "&sid=" + sid),
          FakeExchange.post(POLLING + "&sid=" + sid, "4a")
        }) {
      assertThat(fixture.request(exchange).responseText())
          .isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    }
    assertThat(webSocket.closedByServer()).isFalse();
  }

  @Test
  @DisplayName("EIO-14 another protocol version on an open session is refused with code 3")
  void protocolMismatch() {
    PollingClient client = fixture.openPolling();
    FakeExchange exchange = get("EIO=3&transport=polling&sid=" + client.sid);

    assertThat(exchange.responseText()).isEqualTo("{\"code\":3,\"message\":\"Bad request\"}");
    assertThat(client.listener.closes).isEmpty();
  }

  @Test
  @DisplayName("EIO-8 the first mistake counts: transport before sid, sid before version")
  void orderOfChecks() {
    assertThat(get("transport=x&sid=y").responseText()).contains("\"code\":0");
    assertThat(get("transport=polling&sid=y").responseText()).contains("\"code\":1");
    assertThat(
            fixture
                .request(FakeExchange.request("POST", EngineFixture.PATH + "?transport=polling"))
                .responseText())
        .contains("\"code\":2");
  }

  @Test
  @DisplayName("EIO-22 the first subprotocol that the client offers is chosen")
  void subprotocol() {
    FakeExchange exchange =
        fixture.request(
            FakeExchange.upgrade(WEBSOCKET).with("Sec-WebSocket-Protocol", "chat , superchat"));
    FakeExchange plain = fixture.request(FakeExchange.upgrade(WEBSOCKET));

    assertThat(exchange.responseHeaders().first("Sec-WebSocket-Protocol")).hasValue("chat");
    assertThat(plain.responseHeaders().first("Sec-WebSocket-Protocol")).isEmpty();
  }

  @Test
  @DisplayName("EIO-65 the cookie goes with the polling handshake only")
  void cookie() {
    EngineFixture sticky = new EngineFixture(options -> options.cookie(SessionCookie.named("io")));
    FakeExchange handshake = sticky.request(FakeExchange.get(POLLING));
    String sid = EngineFixture.sidOf(handshake.responseText());

    assertThat(handshake.responseHeaders().first("Set-Cookie"))
        .hasValue("io=" + sid + "; Path=/; HttpOnly; SameSite=Lax");
    FakeExchange post = sticky.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));
    assertThat(post.responseHeaders().first("Set-Cookie")).isEmpty();
    FakeExchange upgrade = sticky.request(FakeExchange.upgrade(WEBSOCKET));
    assertThat(upgrade.responseHeaders().first("Set-Cookie")).isEmpty();
  }

  @Test
  @DisplayName("EIO-46 j, which no client of revision 4 means for JSONP, is ignored")
  void jsonp() {
    assertThat(get("EIO=4&transport=polling&j=0").responseText()).startsWith("0{");
  }

  @Test
  @DisplayName("SEC-19 over maxSessions a handshake is answered 503 with Retry-After")
  void full() {
    EngineFixture small = new EngineFixture(options -> options.maxSessions(2));
    PollingClient first = small.openPolling();
    small.openPolling();
    FakeExchange third = small.request(FakeExchange.get(POLLING));
    FakeExchange upgrade = small.request(FakeExchange.upgrade(WEBSOCKET));

    assertThat(third.status()).isEqualTo(503);
    assertThat(third.responseHeaders().first("Retry-After"))
        .get()
        .asString()
        .matches("[5-9]|1[0-4]");
    assertThat(upgrade.status()).isEqualTo(503);
    assertThat(small.hits.counts()).isEqualTo(Map.of("maxSessions", 2L));
    first.session().discard();
    assertThat(small.request(FakeExchange.get(POLLING)).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("SEC-19 maxSessionsPerAddress counts each host on its own, and handshakes too")
  void fullForAddress() throws UnknownHostException {
    EngineFixture small = new EngineFixture(options -> options.maxSessionsPerAddress(2));
    PollingClient first = small.openPolling();
    FakeExchange undecided = small.request(FakeExchange.upgrade(WEBSOCKET));
    FakeExchange third = small.request(FakeExchange.get(POLLING));
    InetAddress otherHost = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
    FakeExchange other =
        small.request(FakeExchange.get(POLLING).from(new InetSocketAddress(otherHost, 1)));

    assertThat(third.status()).isEqualTo(503);
    assertThat(third.responseHeaders().first("Retry-After")).isPresent();
    assertThat(other.status()).isEqualTo(200);
    assertThat(small.hits.counts()).isEqualTo(Map.of("maxSessionsPerAddress", 1L));
    assertThat(small.engine.hostsSeated()).isEqualTo(2);
    undecided.failUpgrade();
    assertThat(small.request(FakeExchange.get(POLLING)).status()).isEqualTo(200);
    first.session().discard();
    assertThat(small.engine.close().toCompletableFuture()).isCompleted();
    small.assertEmpty();
  }

  @Test
  @DisplayName("SEC-19 maxSessionsPerAddress counts a /64 network of IPv6 as one address")
  void fullForNetwork() throws UnknownHostException {
    EngineFixture small = new EngineFixture(options -> options.maxSessionsPerAddress(1));
    byte[] host = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1};
    byte[] neighbour = host.clone();
    neighbour[8] = 1;
    byte[] elsewhere = host.clone();
    elsewhere[7] = 2;

    assertThat(statusFrom(small, host)).isEqualTo(200);
    assertThat(statusFrom(small, neighbour)).isEqualTo(503);
    assertThat(statusFrom(small, elsewhere)).isEqualTo(200);
    assertThat(small.engine.hostsSeated()).isEqualTo(2);
    assertThat(small.engine.close().toCompletableFuture()).isCompleted();
    small.assertEmpty();
  }

  private static int statusFrom(EngineFixture server, byte[] address) throws UnknownHostException {
    InetSocketAddress client = new InetSocketAddress(InetAddress.getByAddress(address), 1);
    return server.request(FakeExchange.get(POLLING).from(client)).status();
  }

  @Test
  @DisplayName("EIO-5, EIO-18 initialPacket comes right after the open packet")
  void initialPacket() {
    EngineFixture greeting = new EngineFixture(options -> options.initialPacket("welcome"));

    assertThat(greeting.request(FakeExchange.get(POLLING)).responseText())
        .startsWith("0{")
        .endsWith("}\u001e4welcome");
    assertThat(greeting.openWebSocket().framesAfterOpen()).containsExactly("4welcome");
  }

  @Test
  @DisplayName("EIO-42 a handshake whose answer is lost closes the session")
  void lostHandshake() {
    fixture.request(FakeExchange.get(POLLING).holdWriting()).abort();

    fixture.assertEmpty();
  }
}
