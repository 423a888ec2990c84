package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.PATH;
import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static io.roomcast.internal.engineio.EngineFixture.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Admission.Verdict;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.slf4j.Logger;

@DisplayName("EIO-9 what the application is told of a refusal")
class RefusalTest {
  private final List<HandshakeError> errors = new ArrayList<>();

  private EngineFixture fixture(UnaryOperator<EngineOptionsBuilder> options) {
    return new EngineFixture(builder -> options.apply(builder.onHandshakeError(errors::add)));
  }

  private void assertTold(
      EngineFixture fixture, FakeExchange request, Map<String, String> context) {
    errors.clear();
    fixture.request(request);
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).context()).isEqualTo(context);
  }

  @Test
  @DisplayName("the transport that is unknown, where one is named")
  void transport() {
    EngineFixture fixture = fixture(options -> options);
    assertTold(fixture, FakeExchange.get(PATH), Map.of());
    assertTold(fixture, FakeExchange.get(PATH + "?transport=tcp"), Map.of("transport", "tcp"));
  }

  @Test
  @DisplayName("EIO-46 EIO-11 JSONP and an old revision are named in the log, once for each host")
  void namedOnce() {
    Logger log = Mockito.mock(Logger.class);
    Refusals refusals = new Refusals(log, Mockito.mock(HandshakeErrors.class));
    for (int i = 0; i < 3; i++) {
      refusals.refuse(FakeExchange.get(PATH), Refusal.JSONP);
      refusals.refuse(FakeExchange.get(PATH), Refusal.unsupportedProtocol(ProtocolRevision.V3));
    }

    Mockito.verify(log).info(Mockito.contains("JSONP"), Mockito.any(Object.class));
    Mockito.verify(log).info(Mockito.contains("allowEIO3"), Mockito.any(Object.class));
    Mockito.verify(log, Mockito.times(2)).info(Mockito.anyString(), Mockito.any(Object.class));
  }

  @Test
  @DisplayName("the method")
  void method() {
    assertTold(
        fixture(options -> options), FakeExchange.request("PUT", POLLING), Map.of("method", "PUT"));
  }

  @Test
  @DisplayName("both transports, and both protocols")
  void mismatches() {
    EngineFixture fixture = fixture(options -> options);
    PollingClient client = fixture.openPolling();
    assertTold(
        fixture,
        FakeExchange.get(PATH + "?transport=polling&EIO=7&sid=" + client.sid),
        Map.of("name", "PROTOCOL_MISMATCH", "protocol", "3", "previousProtocol", "4"));
    client.upgrade();
    assertTold(
        fixture,
        FakeExchange.get(client.target()),
        Map.of(
            "name", "TRANSPORT_MISMATCH",
            "transport", "polling",
            "previousTransport", "websocket"));
  }

  @Test
  @DisplayName("protocol 3 for whatever is not 4")
  void protocol() {
    EngineFixture fixture = fixture(options -> options);
    for (String eio : List.of("", "&EIO=3", "&EIO=nonsense")) {
      assertTold(
          fixture, FakeExchange.get(PATH + "?transport=polling" + eio), Map.of("protocol", "3"));
      assertThat(errors.get(0).code()).isEqualTo(Code.UNSUPPORTED_PROTOCOL_VERSION);
    }
  }

  @Test
  @DisplayName("what failed, of which the client learns nothing")
  void failures() {
    String error = "java.lang.IllegalStateException: secret detail";
    EngineFixture ids =
        fixture(
            options ->
                options.sessionIds(
                    request -> {
                      throw new IllegalStateException("secret detail");
                    }));
    EngineFixture headers =
        fixture(
            options ->
                options.initialHeaders(
                    (request, builder) -> {
                      throw new IllegalStateException("secret detail");
                    }));
    EngineFixture middleware =
        fixture(
            options ->
                options.use(
                    (exchange, response) -> {
                      throw new IllegalStateException("secret detail");
                    }));
    FakeExchange request = FakeExchange.get(POLLING);
    assertTold(ids, request, Map.of("name", "ID_GENERATION_ERROR", "error", error));
    assertThat(request.responseText()).doesNotContain("secret");
    assertTold(
        headers,
        FakeExchange.get(POLLING),
        Map.of("name", "TRANSPORT_HANDSHAKE_ERROR", "error", error));
    assertTold(
        middleware,
        FakeExchange.get(POLLING),
        Map.of("name", "MIDDLEWARE_FAILURE", "error", error));
  }

  @Test
  @DisplayName("what a handshake lacks, and what the application itself said")
  void others() {
    assertTold(
        fixture(options -> options),
        FakeExchange.get(WEBSOCKET),
        Map.of(
            "name", "TRANSPORT_HANDSHAKE_ERROR",
            "error", "only an upgrade request opens a WebSocket"));
    assertTold(
        fixture(options -> options.admission(request -> Verdict.refuse("not you"))),
        FakeExchange.get(POLLING),
        Map.of("message", "not you"));
  }

  @Test
  @DisplayName("values that could forge a log line are escaped, and long ones are cut")
  void forgery() {
    EngineFixture fixture = fixture(options -> options);
    assertTold(
        fixture,
        FakeExchange.get(PATH + "?transport=a%0A2026%1B%5B31m%E2%80%AE%5C%C3%A9%20b"),
        Map.of("transport", "a\\u000a2026\\u001b[31m\\u202e\\u005cé b"));
    assertTold(
        fixture,
        FakeExchange.get(PATH + "?transport=" + "x".repeat(10_000)),
        Map.of("transport", "x".repeat(LogText.MAX_LENGTH) + "…"));
  }
}
