package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineMiddleware;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.FixedBound;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.internal.engineio.RequestCheck.Result;
import io.roomcast.internal.exchange.UserExchange;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import io.roomcast.spi.transport.RequestHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one server, and the requests that open and feed them.
 *
 * <p>It accepts sessions from its construction until {@link #drain} or {@link #close()}; it is not
 * opened again. A handshake that is under way then, or comes later, is answered 503.
 */
public final class Engine implements RequestHandler {
  private static final Logger log = LoggerFactory.getLogger(Engine.class);

  private final EngineOptions options;
  private final Executor executor;
  private final Executor completions;
  private final UserCode userCode;
  private final SessionRequests sessionRequests = new SessionRequests();
  private final Sessions sessions;
  private final HandshakeRate rate;
  private final Drain drain;
  private final RequestCheck check;
  private final HandshakeErrors errors;
  private final Refusals refusals;
  private final SharedTexts texts = new SharedTexts();
  private final SessionScope scope;

  /**
   * {@code executor} runs user code: admission, middlewares, ids, header hooks; {@code completions}
   * what middlewares attach to stages, see {@link UserExchange}.
   */
  public Engine(
      EngineOptions options,
      Timers timers,
      Executor executor,
      Executor completions,
      EngineListeners<?> listeners,
      LimitHits hits,
      SessionAcceptor acceptor) {
    this(options, timers, System::nanoTime, executor, completions, listeners, hits, acceptor);
  }

  /** With a clock that counts as {@link System#nanoTime()} does. */
  Engine(
      EngineOptions options,
      Timers timers,
      LongSupplier nanoClock,
      Executor executor,
      Executor completions,
      EngineListeners<?> listeners,
      LimitHits hits,
      SessionAcceptor acceptor) {
    this.executor = executor;
    this.completions = completions;
    EngineLog engineLog = new EngineLog(log, nanoClock);
    this.options = options;
    this.userCode = new UserCode(executor, options.maxPendingHandshakes());
    this.sessions = new Sessions(new Seats(options.maxSessions(), options.maxSessionsPerAddress()));
    this.rate = new HandshakeRate(options, timers, nanoClock, hits);
    this.drain = new Drain(sessions, timers, new Random());
    this.check = new RequestCheck(options, sessions);
    this.errors = new HandshakeErrors(options, listeners, executor, hits, engineLog);
    this.refusals = new Refusals(log, errors);
    PollAnswers pollAnswers = new PollAnswers(options.httpCompression(), sessions::isClosed);
    this.scope =
        new SessionScope(
            options,
            timers,
            acceptor,
            refusals,
            pollAnswers,
            new CrossedPolls(nanoClock, hits),
            engineLog,
            hits,
            sessions::remove);
  }

  /** Tells the application of a request that was refused before it came here. */
  public void tell(HandshakeError error) {
    errors.tell(error);
  }

  /** Completes when the application has been told of all refusals so far. */
  public CompletableFuture<Void> refusalsTold() {
    return errors.told();
  }

  /** Refusals that the application is being told, or will be. */
  public int refusalsUntold() {
    return errors.untold();
  }

  /**
   * Takes a request below the server's path, on an I/O thread. One that has no session here is held
   * to the rate of handshakes before it costs more than a refusal: where middlewares are to see it,
   * whatever it is; else where it opens a session.
   */
  @Override
  public void onRequest(Exchange exchange) {
    Query query = Query.parse(exchange.rawQuery());
    String sid = query.value("sid");
    Session session = sid.isEmpty() ? null : sessions.find(sid);
    if (!query.whole()) {
      scope.hits().hit(FixedBound.QUERY_PARAMETERS);
      refusals.refuse(exchange, Refusal.badRequest("TOO_MANY_QUERY_PARAMETERS"));
    } else if (sid.isEmpty() && sessions.isClosed()) {
      Answers.retryElsewhere(exchange);
    } else if (options.middlewares().isEmpty()) {
      route(exchange, query);
    } else if (session != null) {
      consult(exchange, query, sessionRequests.of(session), FixedBound.SESSION_REQUESTS.counter());
    } else if (isWithinRate(exchange)) {
      consult(exchange, query, userCode.places(), "maxPendingHandshakes");
    }
  }

  /** False if it is refused. */
  private boolean isWithinRate(Exchange exchange) {
    String reached = rate.take(exchange.remoteAddress());
    if (reached != null) {
      scope.retryLater(exchange, reached);
    }
    return reached == null;
  }

  @Override
  public void limitReached(String option) {
    scope.hits().hit(option);
  }

  /** {@code limit} names the bound of the places. */
  private void consult(Exchange exchange, Query query, Places places, String limit) {
    Consultation consultation =
        new Consultation(exchange, userCode, places, scope.log(), scope.hits(), () -> {});
    if (!consultation.begin(scope.timers(), options.handshakeTimeout())) {
      scope.retryLater(exchange, limit);
      return;
    }
    Headers.Builder response = Headers.builder();
    AtomicBoolean goOn = new AtomicBoolean();
    consultation.run(
        () -> goOn.set(passes(exchange, response)),
        failure -> {
          Exchange decorated = new HeaderedExchange(exchange, response.build());
          if (!consultation.end()) {
            return;
          }
          if (failure != null) {
            log.debug("A middleware refused a request", failure);
            refusals.refuse(decorated, Refusal.failed("MIDDLEWARE_FAILURE", failure));
          } else if (goOn.get()) {
            route(decorated, query);
          }
        });
  }

  /** False if a middleware has answered. */
  private boolean passes(Exchange exchange, Headers.Builder response) throws Exception {
    Exchange theirs = new UserExchange(exchange, executor, completions, scope.hits()::hit);
    for (EngineMiddleware middleware : options.middlewares()) {
      if (!middleware.handle(theirs, response)) {
        return false;
      }
    }
    return true;
  }

  private void route(Exchange exchange, Query query) {
    Result result = check.check(exchange, query);
    if (result instanceof Result.Gone gone) {
      scope.refuseUnknown(exchange, gone.sid());
    } else if (result instanceof Result.Refused refused) {
      refusals.refuse(exchange, refused.refusal());
    } else if (result instanceof Result.OfSession known) {
      handOver(exchange, query, known.session());
    } else if (result instanceof Result.Handshake handshake
        && (!options.middlewares().isEmpty() || isWithinRate(exchange))) {
      HandshakeRequest request = requestOf(exchange, query, handshake.transport());
      Dialect dialect = Dialect.of(ProtocolRevision.of(query.values()));
      new SessionOpening(exchange, dialect, request, scope, sessions, userCode).begin();
    }
  }

  private static void handOver(Exchange exchange, Query query, Session session) {
    if (exchange.isUpgrade()) {
      session.attach(exchange, query);
    } else if (exchange.method().equals("GET")) {
      session.poll(exchange);
    } else if (exchange.method().equals("POST")) {
      session.post(exchange);
    } else {
      Answers.empty(exchange, 500); // EIO-14
    }
  }

  private HandshakeRequest requestOf(Exchange exchange, Query query, TransportName transport) {
    return new HandshakeRequest(
        texts.of(exchange.path()),
        texts.of(query.values()),
        texts.of(exchange.headers()),
        exchange.remoteAddress(),
        exchange.secure(),
        transport,
        Instant.now());
  }

  /** Open sessions (EIO-72). */
  public int sessionCount() {
    return sessions.count();
  }

  /** Sessions of which nothing is read, since their listeners have fallen behind. */
  public int pausedSessions() {
    int paused = 0;
    for (Session session : sessions.all()) {
      paused += session.readable() ? 0 : 1;
    }
    return paused;
  }

  /** Sessions and handshakes in progress, which together are held to {@code maxSessions}. */
  int seatsTaken() {
    return sessions.seats().taken();
  }

  /** Hosts that have a seat, where {@code maxSessionsPerAddress} is set. */
  int hostsSeated() {
    return sessions.seats().hosts();
  }

  /** Hosts whose rate of handshakes is being watched, where that has a limit. */
  int hostsWatched() {
    return rate.hosts();
  }

  /** Requests that are with the application, those of open sessions too. */
  int requestsInUserCode() {
    return userCode.places().taken() + sessionRequests.taken();
  }

  /** Refusals of which {@code onHandshakeError} was not told, because it is too slow. */
  long unheardRefusals() {
    return errors.dropped();
  }

  /** Bytes that have been sent to all clients together and not left yet. */
  public long queuedBytes() {
    return sessions.all().stream().mapToLong(Session::queuedBytes).sum();
  }

  /** The session with this id; null where there is none. */
  @Nullable EngineSession session(String id) {
    return sessions.find(id);
  }

  /**
   * Accepts no further session, and closes the open ones in waves, each when what is queued for it
   * has been delivered (EIO-75); until its turn comes, a session goes on as before. {@link #close}
   * is to follow. Does not block.
   *
   * @param grace a later call can only shorten it
   * @return completes when no session is left, or the grace is over
   */
  public CompletionStage<Void> drain(Duration grace) {
    sessions.close();
    return drain.within(grace).minimalCompletionStage();
  }

  /**
   * Accepts no further session, discards every open one (EIO-77) and answers every request that is
   * with the application; completes when the listeners of the sessions have been told. Does not
   * block. Idempotent.
   */
  public CompletionStage<Void> close() {
    sessions.close();
    userCode.answerAll();
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
