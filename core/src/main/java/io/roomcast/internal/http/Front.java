package io.roomcast.internal.http;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.http.HealthCheck;
import io.roomcast.http.HttpHandler;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.HandlerExecutor;
import io.roomcast.internal.concurrent.LogThrottle;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.RequestHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request meets first, on an I/O thread. Below the path: CORS, the check of a
 * WebSocket's origin, the browser client's files, then the engine. Elsewhere: the user's handlers,
 * upgrades included (EIO-78), then 404.
 */
public final class Front implements RequestHandler {
  /** Health checks whose requirements are looked at, at the same time. */
  static final int MAX_CHECKS_AT_WORK = 4;

  /** Those that wait for that. */
  static final int MAX_CHECKS_WAITING = FixedBound.HEALTH_CHECKS.max();

  private static final Logger log = LoggerFactory.getLogger(Front.class);

  private final ServerPath path;
  private final ProxyHeaders proxies;
  private final Optional<CorsPolicy> cors;
  private final OriginCheck originCheck;
  private final ClientFiles clientFiles;
  private final HandlerChain handlers;
  private final List<HealthCheck> checks;
  private final HandlerLine line;
  private final HandlerLine checkLine;
  private final Consumer<HandshakeError> errors;
  private final RequestHandler engine;
  private final RequestFailures failures = new RequestFailures(log, "a request", System::nanoTime);
  private final LogThrottle throttle = new LogThrottle(Duration.ofMinutes(1), System::nanoTime);

  Front(
      EngineOptions options,
      ClientFiles clientFiles,
      List<HttpHandler> handlers,
      Executor executor,
      Executor completions,
      RequestHandler engine,
      Consumer<HandshakeError> errors) {
    this.path = ServerPath.of(options);
    this.proxies = new ProxyHeaders(options.trustedProxies());
    this.cors = options.cors().map(CorsPolicy::new);
    this.originCheck = new OriginCheck(cors, System::nanoTime);
    this.clientFiles = clientFiles;
    this.handlers = new HandlerChain(handlers, executor, completions, this::reached);
    this.checks =
        handlers.stream()
            .filter(HealthCheck.class::isInstance)
            .map(HealthCheck.class::cast)
            .toList();
    this.line = new HandlerLine(executor);
    this.checkLine = new HandlerLine(executor, MAX_CHECKS_AT_WORK, MAX_CHECKS_WAITING);
    this.errors = errors;
    this.engine = engine;
  }

  /**
   * Makes the front of a server, and looks for bundles of the browser client if it is to be served,
   * which may block. {@code executor} runs the handlers and reads the client's files; {@code
   * errors} is told of refused origins.
   */
  public static Front of(
      EngineOptions options,
      boolean serveClient,
      List<HttpHandler> handlers,
      HandlerExecutor executor,
      RequestHandler engine,
      Consumer<HandshakeError> errors) {
    ClientFiles files = serveClient ? ClientFiles.find() : ClientFiles.none();
    return new Front(options, files, handlers, executor, executor.completions(), engine, errors);
  }

  @Override
  public void onRequest(Exchange received) {
    guarded(
        received,
        () -> {
          Exchange exchange = proxies.unwrap(received);
          if (path.covers(exchange.path())) {
            own(exchange);
          } else if (handlers.isEmpty()) {
            Answers.notFound(exchange);
          } else {
            elsewhere(exchange);
          }
        });
  }

  /** A health check must not wait for what it is to tell of. */
  private void elsewhere(Exchange exchange) {
    for (HealthCheck check : checks) {
      if (check.covers(exchange)) {
        if (!check.hasRequirements()) {
          check.handle(exchange);
        } else if (!checkLine.offer(() -> guarded(exchange, () -> check.handle(exchange)))) {
          reached(FixedBound.HEALTH_CHECKS);
          Answers.busy(exchange);
        }
        return;
      }
    }
    inLine(exchange, () -> handlers.handle(exchange));
  }

  @Override
  public void limitReached(String option) {
    engine.limitReached(option);
  }

  private void reached(FixedBound bound) {
    limitReached(bound.counter());
  }

  private void own(Exchange plain) {
    if (cors.isPresent() && plain.method().equals("OPTIONS")) {
      cors.get().answerPreflight(plain);
      return;
    }
    Exchange exchange = cors.isPresent() ? cors.get().decorate(plain) : plain;
    if (exchange.isUpgrade()) {
      if (originCheck.passes(exchange, ProxiedExchange.hostsOf(plain))) {
        engine.onRequest(exchange);
      } else {
        Answers.refusedUpgrade(exchange, OriginCheck.REFUSAL);
        errors.accept(OriginCheck.error(exchange));
      }
      return;
    }
    Optional<String> clientFile = path.nameBelow(exchange.path()).filter(clientFiles::mayHave);
    if (clientFile.isEmpty()) {
      engine.onRequest(exchange);
    } else if (clientFiles.knows(clientFile.get())) {
      clientFileOrEngine(exchange, clientFile.get());
    } else {
      inLine(exchange, () -> clientFileOrEngine(exchange, clientFile.get()));
    }
  }

  private void clientFileOrEngine(Exchange exchange, String name) {
    if (!clientFiles.answer(exchange, name)) {
      engine.onRequest(exchange);
    }
  }

  /** Runs what may block, or refuses it where too much of that waits already. */
  private void inLine(Exchange exchange, Runnable work) {
    if (!line.offer(() -> guarded(exchange, work))) {
      reached(FixedBound.HTTP_HANDLERS);
      if (throttle.pass()) {
        log.warn(
            "more than {} requests wait for the HttpHandlers, so some are answered 503"
                + " (this is logged once a minute)",
            HandlerLine.MAX_WAITING);
      }
      Answers.busy(exchange);
    }
  }

  /** A transport must not see what its request handler throws, nor the client why. */
  private void guarded(Exchange exchange, Runnable work) {
    try {
      work.run();
    } catch (Throwable e) { // an error, too, would leave the client waiting
      failures.failed(exchange, e);
      Answers.internalErrorUnlessAnswered(exchange);
    }
  }
}
