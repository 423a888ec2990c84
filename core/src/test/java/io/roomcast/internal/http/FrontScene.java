package io.roomcast.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.RequestHandler;
import io.roomcast.spi.transport.WebSocketConnection;
import io.roomcast.spi.transport.WebSocketListener;
import io.roomcast.testing.FakeExchange;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What every request meets first, with an engine and an executor that wait to be looked at. */
abstract class FrontScene {
  static final Headers NONE = Headers.none();

  final List<Exchange> engine = new ArrayList<>();
  final List<String> told = new ArrayList<>(); // of limits that struck
  final List<HttpHandler> handlers = new ArrayList<>();
  final Deque<Runnable> executor = new ArrayDeque<>();
  private final RequestHandler requests =
      new RequestHandler() {
        @Override
        public void onRequest(Exchange exchange) {
          engine.add(exchange);
        }

        @Override
        public void limitReached(String option) {
          told.add(option);
        }
      };

  Front front(UnaryOperator<EngineOptionsBuilder> change) {
    EngineOptions options = change.apply(EngineOptions.builder()).build();
    return new Front(
        options, ClientFiles.none(), handlers, executor::add, executor::add, requests, error -> {});
  }

  Front front() {
    return front(options -> options);
  }

  FakeExchange ask(Front front, FakeExchange exchange) {
    front.onRequest(exchange);
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
    return exchange;
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static final class Silent implements WebSocketListener {
    @Override
    public void onOpen(WebSocketConnection connection) {}

    @Override
    public void onText(String text) {}

    @Override
    public void onBinary(ByteBuffer bytes) {}

    @Override
    public void onClosed(int code, String reason, @Nullable Throwable cause) {}
  }
}
