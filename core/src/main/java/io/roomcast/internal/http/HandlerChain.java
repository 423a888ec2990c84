package io.roomcast.internal.http;

import io.roomcast.http.HttpHandler;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.exchange.ForwardingExchange;
import io.roomcast.internal.exchange.UserExchange;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the user's handlers in order. A request that none of them takes is answered 404, whatever
 * its method: it would take a resource to say that it does not support one.
 */
final class HandlerChain {
  private static final Logger log = LoggerFactory.getLogger(HandlerChain.class);

  private final List<HttpHandler> handlers;
  private final Executor executor;
  private final Executor completions;
  private final Consumer<FixedBound> reached;
  private final RequestFailures failures =
      new RequestFailures(log, "an HttpHandler", System::nanoTime);

  /** {@code reached} is told of bounds that strike. */
  HandlerChain(
      List<HttpHandler> handlers,
      Executor executor,
      Executor completions,
      Consumer<FixedBound> reached) {
    this.handlers = List.copyOf(handlers);
    this.executor = executor;
    this.completions = completions;
    this.reached = reached;
  }

  boolean isEmpty() {
    return handlers.isEmpty();
  }

  /** Runs user code, so not on an I/O thread. */
  void handle(Exchange exchange) {
    Watched watched = new Watched(new UserExchange(exchange, executor, completions, reached));
    try {
      for (HttpHandler handler : handlers) {
        if (handler.handle(watched) || watched.answered) {
          return;
        }
      }
      Answers.notFound(exchange);
    } catch (Throwable e) { // the handlers are the user's, and the client waits in any case
      failures.failed(exchange, e);
      if (!watched.answered) {
        Answers.internalErrorUnlessAnswered(exchange);
      }
    }
  }

  /** Sees whether a handler has answered, even if it says that it has not. */
  private static final class Watched extends ForwardingExchange {
    private volatile boolean answered;

    Watched(Exchange behind) {
      super(behind);
    }

    @Override
    public CompletionStage<Void> respond(int status, Headers headers, ByteBuffer body) {
      CompletionStage<Void> written = super.respond(status, headers, body);
      answered = true;
      return written;
    }

    @Override
    public void upgrade(Headers headers, WebSocketListener listener) {
      super.upgrade(headers, listener);
      answered = true;
    }
  }
}
