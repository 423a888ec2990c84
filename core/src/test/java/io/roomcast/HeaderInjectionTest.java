package io.roomcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.roomcast.engineio.Cors;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.engineio.SessionCookie;
import io.roomcast.spi.transport.Headers;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("No answer has a header that somebody wrote into the value of another one")
class HeaderInjectionTest {
  private static final String POLLING = "/socket.io/?EIO=4&transport=polling";
  private static final String WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

  private static void refused(UnaryOperator<EngineOptionsBuilder> option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> option.apply(EngineOptions.builder()).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\rX-Evil: 1", "a\u0000", "a\r\n\r\nb"})
  @DisplayName("SEC-16 through options: they are refused at their making")
  void options(String hostile) {
    refused(options -> options.path("/" + hostile));
    refused(options -> options.cookie(SessionCookie.named(hostile)));
    refused(options -> options.cors(Cors.allow("https://" + hostile)));
    refused(options -> options.cors(Cors.allowAny().withMethods("GET", hostile)));
    refused(options -> options.cors(Cors.allowAny().withAllowedHeaders(hostile)));
    refused(options -> options.cors(Cors.allowAny().withExposedHeaders("X-Fine", hostile)));
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("X-Fine", hostile));
    assertThatIllegalArgumentException().isThrownBy(() -> Headers.of(hostile, "fine"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Headers.builder().add("X-Fine", hostile).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\u0000"})
  @DisplayName("SEC-16 through an application's initialHeaders: the client is refused")
  void initialHeaders(String hostile) {
    FakeTransport transport = new FakeTransport();
    try (Server io = server(transport, e -> e.initialHeaders((r, h) -> h.add("X-A", hostile)))) {
      FakeExchange answer = transport.request(FakeExchange.get(POLLING));
      await().until(answer::answered);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.responseHeaders().toString()).doesNotContain("Evil").doesNotContain("X-A");
      assertThat(io.clientsCount()).isZero();
    }
  }

  @Test
  @DisplayName(
      "SEC-16 through what is echoed: a client's values are whole header values, or absent")
  void echoes() {
    FakeTransport transport = new FakeTransport();
    String odd = "https://a.example, X-Evil: 1; \"x\"";
    try (Server io = server(transport, e -> e.cors(Cors.allowIf(origin -> true)))) {
      FakeExchange polling = transport.request(FakeExchange.get(POLLING).with("Origin", odd));
      assertThat(polling.responseHeaders().all("Access-Control-Allow-Origin")).containsExactly(odd);
      FakeExchange preflight =
          transport.request(
              FakeExchange.request("OPTIONS", POLLING)
                  .with("Origin", odd)
                  .with("Access-Control-Request-Headers", "X-A, X-B: c"));
      assertThat(preflight.responseHeaders().all("Access-Control-Allow-Headers"))
          .containsExactly("X-A, X-B: c");
      for (FakeExchange answer : new FakeExchange[] {polling, preflight}) {
        assertThat(answer.responseHeaders().first("X-Evil")).isEmpty();
        assertThat(answer.responseHeaders().first("X-B")).isEmpty();
      }
      assertThat(io.clientsCount()).isOne();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chat, X-Evil: 1", " chat ,other", "chat"})
  @DisplayName("SEC-16 EIO-22 the subprotocol of a 101 is the first that is offered, and no more")
  void subprotocol(String offered) {
    FakeTransport transport = new FakeTransport();
    try (Server io = server(transport, e -> e)) {
      FakeExchange upgrade =
          transport.request(
              FakeExchange.upgrade(WEBSOCKET).with("Sec-WebSocket-Protocol", offered));
      upgrade.openWebSocket();
      assertThat(upgrade.responseHeaders().all("Sec-WebSocket-Protocol")).containsExactly("chat");
      assertThat(upgrade.responseHeaders().first("X-Evil")).isEmpty();
      assertThat(io.clientsCount()).isOne();
    }
  }

  private static Server server(
      FakeTransport transport, UnaryOperator<EngineOptionsBuilder> options) {
    Server io = Server.builder().transport(transport).engine(options).build();
    io.start().join();
    return io;
  }
}
