package io.roomcast.internal.engineio;

import io.roomcast.engineio.Admission;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.SessionIds;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to a session: admission, protocol version, id, headers, session (EIO-8). The
 * steps that the application takes part in are asynchronous; without any, all of it happens at once
 * on the calling thread.
 *
 * <p>It holds a seat from its beginning until a session takes the seat over, or its {@link
 * Consultation} has ended.
 */
final class SessionOpening {
  private static final SessionIds BUILT_IN_IDS = EngineOptions.defaults().sessionIds();
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final Exchange exchange;
  private final Dialect dialect;
  private final HandshakeRequest request;
  private final SessionScope scope;
  private final Sessions sessions;
  private final Consultation consultation;
  private boolean seatIsTheSessions; // confined to the chain

  SessionOpening(
      Exchange exchange,
      Dialect dialect,
      HandshakeRequest request,
      SessionScope scope,
      Sessions sessions,
      UserCode userCode) {
    this.exchange = exchange;
    this.dialect = dialect;
    this.request = request;
    this.scope = scope;
    this.sessions = sessions;
    this.consultation =
        new Consultation(
            exchange, userCode, userCode.places(), scope.log(), scope.hits(), this::over);
  }

  void begin() {
    if (sessions.isClosed()) {
      Answers.retryElsewhere(exchange);
      return;
    }
    String full = sessions.seats().take(request.remoteAddress());
    if (full != null) {
      scope.retryLater(exchange, full);
      return;
    }
    EngineOptions options = scope.options();
    if (asksTheApplication(options)
        && !consultation.begin(scope.timers(), options.handshakeTimeout())) {
      boolean unused = consultation.end();
      scope.retryLater(exchange, "maxPendingHandshakes");
      return;
    }
    Optional<Admission> admission = options.admission();
    if (admission.isEmpty()) {
      checkVersion();
    } else {
      consultation.call(() -> admission.get().admit(request), this::onVerdict);
    }
  }

  private static boolean asksTheApplication(EngineOptions options) {
    return options.admission().isPresent()
        || options.sessionIds() != BUILT_IN_IDS
        || options.initialHeaders().isPresent();
  }

  private void onVerdict(Admission.@Nullable Verdict verdict, @Nullable Throwable failure) {
    if (verdict == null) {
      scope.log().admissionFailed(failure == null ? noResult() : failure);
      refuse(Refusal.forbidden(Optional.empty()));
    } else if (verdict.allowed()) {
      checkVersion();
    } else {
      refuse(Refusal.forbidden(verdict.message().filter(text -> !text.isEmpty())));
    }
  }

  private static Throwable noResult() {
    return new IllegalStateException("the stage completed with null");
  }

  private void checkVersion() {
    SessionIds ids = scope.options().sessionIds();
    Optional<Refusal> refusal = dialect.refusal(request, scope.options());
    if (refusal.isPresent()) {
      refuse(refusal.get());
    } else if (ids == BUILT_IN_IDS) {
      nextId(ids);
    } else {
      consultation.call(() -> ids.next(request), this::onId);
    }
  }

  /** The built-in ids neither block nor fail, so they cost no hop. */
  private void nextId(SessionIds ids) {
    try {
      var unused = ids.next(request).whenComplete(this::onId);
    } catch (Exception failure) {
      onId(null, failure);
    }
  }

  private void onId(@Nullable String id, @Nullable Throwable failure) {
    if (id == null) {
      refuseId(failure == null ? noResult() : failure);
      return;
    }
    if (!ID.matcher(id).matches()) {
      refuseId(new IllegalArgumentException("not 1 to 128 characters out of A-Z a-z 0-9 - _"));
      return;
    }
    Headers.Builder headers = Headers.builder();
    if (request.transport() == TransportName.POLLING) {
      scope.options().cookie().ifPresent(it -> headers.add("Set-Cookie", it.headerValue(id)));
    }
    var hook = scope.options().initialHeaders();
    if (hook.isEmpty()) {
      open(id, headers.build());
    } else {
      consultation.run(
          () -> hook.get().accept(request, headers),
          failed -> {
            if (failed == null) {
              open(id, headers.build());
            } else {
              scope.log().headersFailed(failed);
              refuse(Refusal.failed("TRANSPORT_HANDSHAKE_ERROR", failed));
            }
          });
    }
  }

  private void refuseId(Throwable failure) {
    scope.log().idsFailed(failure);
    refuse(Refusal.failed("ID_GENERATION_ERROR", failure));
  }

  private void open(String id, Headers headers) {
    Session session = new Session(id, request, dialect, scope);
    if (!consultation.settle()) { // from here on it is ours to answer
      boolean unused = consultation.end();
    } else if (sessions.add(session)) {
      seatIsTheSessions = true;
      boolean unused = consultation.end();
      answer(session, headers);
    } else {
      boolean unused = consultation.end();
      Throwable failure = new IllegalStateException("the id is in use");
      scope.log().idsFailed(failure);
      scope.refusals().refuse(exchange, Refusal.failed("ID_GENERATION_ERROR", failure));
    }
  }

  private void answer(Session session, Headers headers) {
    if (sessions.isClosed()) {
      session.discard(); // whoever closed the engine may not have seen this one
    }
    Headers all =
        request.transport() == TransportName.WEBSOCKET
            ? headers.plus(Subprotocol.answerTo(exchange))
            : headers;
    session.open(exchange, all, () -> Answers.retryElsewhere(exchange));
  }

  private void refuse(Refusal refusal) {
    if (consultation.end()) {
      scope.refusals().refuse(exchange, refusal);
    }
  }

  private void over() {
    if (!seatIsTheSessions) {
      sessions.seats().leave(request.remoteAddress());
    }
  }
}
