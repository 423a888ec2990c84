package io.roomcast.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.testing.FakeExchange;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrontTest extends FrontScene {
  @Test
  @DisplayName("SEC-19 a limit of the transport that struck is told to the engine")
  void limitReached() {
    front().limitReached("maxConnections");
    assertThat(told).containsExactly("maxConnections");
    assertThat(engine).isEmpty();
  }

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
}
