package io.roomcast.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.roomcast.Server;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeTransport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A health check")
class HealthCheckTest {

  private static FakeExchange ask(HealthCheck check, FakeExchange exchange) {
    assertThat(check.handle(exchange)).isEqualTo(exchange.answered());
    return exchange;
  }

  @ParameterizedTest
  @DisplayName("answers 200 while all that it requires is true, else 503, and is never stored")
  @ValueSource(strings = {"GET", "HEAD"})
  void answers(String method) {
    AtomicBoolean one = new AtomicBoolean(true);
    AtomicBoolean two = new AtomicBoolean(true);
    HealthCheck check = HealthCheck.at("/ready").require(one::get).require(two::get);
    FakeExchange well = ask(check, FakeExchange.request(method, "/ready?from=here"));
    assertThat(well.status()).isEqualTo(200);
    assertThat(well.responseText()).isEqualTo("ok\n");
    assertThat(well.responseHeaders().first("Cache-Control")).hasValue("no-store");
    assertThat(well.responseHeaders().first("Connection")).isEmpty();

    two.set(false);
    FakeExchange ill = ask(check, FakeExchange.request(method, "/ready"));
    assertThat(ill.status()).isEqualTo(503);
    assertThat(ill.responseText()).isEqualTo("unavailable\n");
    assertThat(ill.responseHeaders().first("Cache-Control")).hasValue("no-store");
    assertThat(ill.responseHeaders().first("Connection")).hasValue("close");
    two.set(true);
    assertThat(ask(check, FakeExchange.request(method, "/ready")).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("that requires nothing says that somebody answers")
  void alive() {
    assertThat(ask(HealthCheck.at("/alive"), FakeExchange.get("/alive")).status()).isEqualTo(200);
  }

  @Test
  @DisplayName("leaves other paths, other methods and WebSockets to others")
  void others() {
    HealthCheck check = HealthCheck.at("/ready");
    for (FakeExchange other :
        new FakeExchange[] {
          FakeExchange.get("/"),
          FakeExchange.get("/ready/"),
          FakeExchange.get("/readyness"),
          FakeExchange.get("/x/ready"),
          FakeExchange.post("/ready", ""),
          FakeExchange.upgrade("/ready")
        }) {
      assertThat(ask(check, other).answered()).isFalse();
    }
    assertThatThrownBy(() -> HealthCheck.at("ready"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must begin with /");
  }

  @Test
  @DisplayName("of a server is answered as long as a stop lasts: 503, and liveness 200")
  void whileStopping() throws Exception {
    FakeTransport transport = new FakeTransport();
    HealthCheck ready = HealthCheck.at("/ready");
    Server io =
        Server.builder()
            .transport(transport)
            .resources(HealthCheck.at("/alive"))
            .resources(ready)
            .build();
    ready.require(io::accepting);
    assertThat(io.accepting()).isFalse();
    io.start().join();
    assertThat(status(transport, "/ready")).isEqualTo(200);
    transport.request(FakeExchange.get("/socket.io/?EIO=4&transport=polling")); // never polls

    CompletableFuture<Void> stopped = io.stop(Duration.ofDays(1));
    assertThat(status(transport, "/ready")).isEqualTo(503);
    assertThat(status(transport, "/alive")).isEqualTo(200);
    assertThat(transport.calls).as("the port stays open").containsExactly("start");
    assertThat(stopped).isNotDone();
    io.stop(Duration.ZERO).get(30, SECONDS);
  }

  private static int status(FakeTransport transport, String path) {
    FakeExchange exchange = transport.request(FakeExchange.get(path));
    await().until(exchange::answered);
    return exchange.status();
  }
}
