package io.roomcast.internal.engineio;

import io.roomcast.engineio.Admission;
import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.SessionIds;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.transport.Exchange;
import io.roomcast.spi.transport.Headers;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's way to a session: admission, protocol version, id, headers, session (EIO-8). The
 * steps that the application takes part in are asynchronous; without any, all of it happens at once
 * on the calling thread.
 *
 * <p>It holds a seat from its beginning, and settles exactly once: as a session, which takes the
 * seat over, as a refusal, or because the client has gone.
 */
final class SessionOpening {
  private static final Logger log = LoggerFactory.getLogger(SessionOpening.class);
  private static final SessionIds BUILT_IN_IDS = EngineOptions.defaults().sessionIds();
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Headers RETRY_LATER = Headers.of("Retry-After", "10");

  private final Exchange exchange;
  private final Query query;
  private final HandshakeRequest request;
  private final SessionScope scope;
  private final Sessions sessions;
  private final UserCode userCode;
  private final int generation;
  private final AtomicBoolean settled = new AtomicBoolean();

  SessionOpening(
      Exchange exchange,
      Query query,
      HandshakeRequest request,
      SessionScope scope,
      Sessions sessions,
      UserCode userCode) {
    this.exchange = exchange;
    this.query = query;
    this.request = request;
    this.scope = scope;
    this.sessions = sessions;
    this.userCode = userCode;
    this.generation = sessions.generation();
  }

  void begin() {
    if (!sessions.takeSeat()) {
      log.debug("Refused {}: maxSessions is reached", exchange.remoteAddress());
      retryLater();
      return;
    }
    Optional<Admission> admission = scope.options().admission();
    if (admission.isEmpty()) {
      checkVersion();
      return;
    }
    exchange.onAbort(this::abandon);
    userCode.call(() -> admission.get().admit(request), this::onVerdict);
  }

  private void onVerdict(Admission.@Nullable Verdict verdict, @Nullable Throwable failure) {
    if (verdict != null && verdict.allowed()) {
      checkVersion();
      return;
    }
    Optional<String> message = Optional.empty();
    if (verdict == null) {
      log.warn("Admission failed, so the client is refused", failure);
    } else {
      message = verdict.message().filter(text -> !text.isEmpty());
    }
    refuse(new Refusal(Code.FORBIDDEN, message, Map.of()));
  }

  private void checkVersion() {
    if (!RequestCheck.speaksOurVersion(query)) {
      refuse(Refusal.of(Code.UNSUPPORTED_PROTOCOL_VERSION, "protocol", query.value("EIO")));
      return;
    }
    SessionIds ids = scope.options().sessionIds();
    if (ids == BUILT_IN_IDS) {
      nextId(ids);
    } else if (!settled.get()) {
      exchange.onAbort(this::abandon);
      userCode.call(() -> ids.next(request), this::onId);
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
    if (id == null || !ID.matcher(id).matches()) {
      log.warn("SessionIds made no id of 1 to 128 characters out of A-Z a-z 0-9 - _", failure);
      refuse(Refusal.badRequest("ID_GENERATION_ERROR"));
      return;
    }
    Headers.Builder headers = Headers.builder();
    if (request.transport() == TransportName.POLLING) {
      scope.options().cookie().ifPresent(it -> headers.add("Set-Cookie", it.headerValue(id)));
    }
    var hook = scope.options().initialHeaders();
    if (hook.isEmpty()) {
      open(id, headers.build());
    } else if (!settled.get()) {
      exchange.onAbort(this::abandon);
      userCode.run(
          () -> hook.get().accept(request, headers),
          failed -> {
            if (failed == null) {
              open(id, headers.build());
            } else {
              log.warn("initialHeaders failed, so the client is refused", failed);
              refuse(Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR"));
            }
          });
    }
  }

  private void open(String id, Headers headers) {
    if (!settle()) {
      return;
    }
    Session session = new Session(id, request, scope);
    if (!sessions.add(session)) {
      sessions.leaveSeat();
      log.warn("SessionIds made an id that is in use");
      scope.refusals().refuse(exchange, Refusal.badRequest("ID_GENERATION_ERROR"));
      return;
    }
    if (sessions.generation() != generation) {
      session.discard(); // the engine was closed meanwhile, and may not have seen this one
    }
    Headers all =
        request.transport() == TransportName.WEBSOCKET
            ? headers.plus(Subprotocol.answerTo(exchange))
            : headers;
    session.open(exchange, all, this::retryLater);
  }

  private void refuse(Refusal refusal) {
    if (settle()) {
      sessions.leaveSeat();
      scope.refusals().refuse(exchange, refusal);
    }
  }

  private void retryLater() {
    Answers.empty(exchange, 503, RETRY_LATER);
  }

  /** The client has gone, so whatever the application still decides does not matter. */
  private void abandon() {
    if (settle()) {
      sessions.leaveSeat();
      Answers.empty(exchange, 400); // nobody reads it, but every exchange is answered
    }
  }

  private boolean settle() {
    return settled.compareAndSet(false, true);
  }
}
