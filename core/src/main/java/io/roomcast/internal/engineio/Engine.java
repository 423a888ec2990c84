package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineMiddleware;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.RequestCheck.Result;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one server, and the requests that open and feed them.
 *
 * <p>It accepts sessions from its construction on, and again after each {@link #close()}: a close
 * ends every session and every handshake that had begun before, and has no further effect. Whoever
 * closes stops bringing requests.
 */
public final class Engine {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final EngineOptions options;
  private final UserCode userCode;
  private final Sessions sessions;
  private final RequestCheck check;
  private final Refusals refusals;
  private final SessionScope scope;

  /** {@code executor} runs user code: admission, middlewares, ids, header hooks. */
  public Engine(EngineOptions options, Timers timers, Executor executor, SessionAcceptor acceptor) {
    this.options = options;
    this.userCode = new UserCode(executor);
    this.sessions = new Sessions(options.maxSessions());
    this.check = new RequestCheck(options, sessions);
    this.refusals = new Refusals(options, userCode);
    this.scope = new SessionScope(options, timers, acceptor, refusals, sessions::remove);
  }

  /** Takes a request below the server's path, on an I/O thread. */
  public void onRequest(Exchange exchange) {
    if (options.middlewares().isEmpty()) {
      route(exchange);
      return;
    }
    Headers.Builder response = Headers.builder();
    AtomicBoolean goOn = new AtomicBoolean();
    userCode.run(
        () -> goOn.set(passes(exchange, response)),
        failure -> {
          Exchange decorated = new HeaderedExchange(exchange, response.build());
          if (failure != null) {
            log.debug("A middleware refused a request", failure);
            refusals.refuse(decorated, Refusal.badRequest("MIDDLEWARE_FAILURE"));
          } else if (goOn.get()) {
            route(decorated);
          }
        });
  }

  /** False if a middleware has answered. */
  private boolean passes(Exchange exchange, Headers.Builder response) throws Exception {
    for (EngineMiddleware middleware : options.middlewares()) {
      if (!middleware.handle(exchange, response)) {
        return false;
      }
    }
    return true;
  }

  private void route(Exchange exchange) {
    Query query = Query.parse(exchange.rawQuery());
    Result result = check.check(exchange, query);
    if (result instanceof Result.Refused refused) {
      refusals.refuse(exchange, refused.refusal());
    } else if (result instanceof Result.OfSession known) {
      handOver(exchange, known.session());
    } else if (result instanceof Result.Handshake handshake) {
      HandshakeRequest request = requestOf(exchange, query, handshake.transport());
      new SessionOpening(exchange, query, request, scope, sessions, userCode).begin();
    }
  }

  private static void handOver(Exchange exchange, Session session) {
    if (exchange.isUpgrade()) {
      session.attach(exchange);
    } else if (exchange.method().equals("GET")) {
      session.poll(exchange);
    } else if (exchange.method().equals("POST")) {
      session.post(exchange);
    } else {
      Answers.empty(exchange, 500); // EIO-14
    }
  }

  private static HandshakeRequest requestOf(
      Exchange exchange, Query query, TransportName transport) {
    return new HandshakeRequest(
        exchange.path(),
        query.values(),
        exchange.headers(),
        exchange.remoteAddress(),
        exchange.secure(),
        transport,
        Instant.now());
  }

  /** Open sessions (EIO-72). */
  public int sessionCount() {
    return sessions.count();
  }

  /** Sessions and handshakes in progress, which together are held to {@code maxSessions}. */
  int seatsTaken() {
    return sessions.seatsTaken();
  }

  /** The session with this id; null where there is none. */
  @Nullable EngineSession session(String id) {
    return sessions.find(id);
  }

  /**
   * Discards every session (EIO-77); completes when their listeners have been told. Does not block.
   * Sessions are accepted again afterwards.
   */
  public CompletionStage<Void> close() {
    sessions.nextGeneration();
    CompletableFuture<Void> done = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(1);
    Runnable countDown =
        () -> {
          if (left.decrementAndGet() == 0) {
            done.complete(null);
          }
        };
    for (Session session : sessions.all()) {
      left.incrementAndGet();
      session.discard(countDown);
    }
    countDown.run();
    return done.minimalCompletionStage();
  }
}
