package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.spi.transport.Exchange;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The sessions of one server, and the requests that open and feed them. */
public final class Engine {
  /** {@code executor} runs user code: admission, middlewares, ids, header hooks. */
  public Engine(
      EngineOptions options, Timers timers, Executor executor, SessionAcceptor acceptor) {}

  /** Takes a request below the server's path, on an I/O thread. */
  public void onRequest(Exchange exchange) {}

  /** Open sessions (EIO-72). */
  public int sessionCount() {
    return 0;
  }

  /** Discards every session (EIO-77); completes when their listeners have been told. */
  public CompletionStage<Void> close() {
    return java.util.concurrent.CompletableFuture.completedFuture(null);
  }
}
