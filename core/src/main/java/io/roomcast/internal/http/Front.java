package io.roomcast.internal.http;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.http.HttpHandler;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.RequestHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request meets first, on an I/O thread. Below the path: CORS, the check of a
 * WebSocket's origin, the browser client's files, then the engine. Elsewhere: the user's handlers,
 * upgrades included (EIO-78), then 404.
 */
public final class Front implements RequestHandler {
  private static final Logger log = LoggerFactory.getLogger(Front.class);

  private final ServerPath path;
  private final Optional<CorsPolicy> cors;
  private final OriginCheck originCheck;
  private final ClientFiles clientFiles;
  private final HandlerChain handlers;
  private final Executor executor;
  private final RequestHandler engine;

  Front(
      EngineOptions options,
      ClientFiles clientFiles,
      List<HttpHandler> handlers,
      Executor executor,
      RequestHandler engine) {
    this.path = ServerPath.of(options);
    this.cors = options.cors().map(CorsPolicy::new);
    this.originCheck = new OriginCheck(cors, System::nanoTime);
    this.clientFiles = clientFiles;
    this.handlers = new HandlerChain(handlers);
    this.executor = executor;
    this.engine = engine;
  }

  /**
   * Makes the front of a server, and looks for bundles of the browser client if it is to be served,
   * which may block. {@code executor} runs the handlers and reads the client's files.
   */
  public static Front of(
      EngineOptions options,
      boolean serveClient,
      List<HttpHandler> handlers,
      Executor executor,
      RequestHandler engine) {
    ClientFiles files = serveClient ? ClientFiles.find() : ClientFiles.none();
    return new Front(options, files, handlers, executor, engine);
  }

  @Override
  public void onRequest(Exchange exchange) {
    guarded(
        exchange,
        () -> {
          if (path.covers(exchange.path())) {
            own(exchange);
          } else if (handlers.isEmpty()) {
            Answers.notFound(exchange);
          } else {
            executor.execute(() -> handlers.handle(exchange));
          }
        });
  }

  private void own(Exchange plain) {
    if (cors.isPresent() && plain.method().equals("OPTIONS")) {
      cors.get().answerPreflight(plain);
      return;
    }
    Exchange exchange = cors.isPresent() ? cors.get().decorate(plain) : plain;
    if (exchange.isUpgrade()) {
      if (originCheck.passes(exchange)) {
        engine.onRequest(exchange);
      } else {
        Answers.plain(exchange, 403, OriginCheck.REFUSAL);
      }
      return;
    }
    Optional<String> clientFile = path.nameBelow(exchange.path()).filter(clientFiles::mayHave);
    if (clientFile.isPresent()) {
      executor.execute(
          () -> guarded(exchange, () -> clientFileOrEngine(exchange, clientFile.get())));
    } else {
      engine.onRequest(exchange);
    }
  }

  private void clientFileOrEngine(Exchange exchange, String name) {
    if (!clientFiles.answer(exchange, name)) {
      engine.onRequest(exchange);
    }
  }

  /** A transport must not see what its request handler throws, nor the client why. */
  private static void guarded(Exchange exchange, Runnable work) {
    try {
      work.run();
    } catch (Throwable e) { // an error, too, would leave the client waiting
      log.error("a request failed: {} {}", exchange.method(), exchange.path(), e);
      Answers.internalErrorUnlessAnswered(exchange);
    }
  }
}
