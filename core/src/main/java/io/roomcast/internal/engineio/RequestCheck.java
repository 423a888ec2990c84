package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeError.Code;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.TransportName;
import io.roomcast.spi.transport.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what a request is, in the order of EIO-8: the first mistake is the one that counts. An
 * {@code Origin} that no header may hold (EIO-68) does not get this far: {@code Headers} refuse it.
 */
final class RequestCheck {
  private final EngineOptions options;
  private final Sessions sessions;
  private final Map<String, TransportName> transports = new HashMap<>();

  RequestCheck(EngineOptions options, Sessions sessions) {
    this.options = options;
    this.sessions = sessions;
    options.transports().forEach(transport -> transports.put(transport.wireName(), transport));
  }

  /** What a request is. */
  sealed interface Result {
    /** It is turned away. */
    record Refused(Refusal refusal) implements Result {}

    /** It belongs to a session that is not there. */
    record Gone(String sid) implements Result {}

    /** It belongs to a session. */
    record OfSession(Session session) implements Result {}

    /** It wants to open a session; its protocol version is still to be checked. */
    record Handshake(TransportName transport) implements Result {}
  }

  Result check(Exchange exchange, Query query) {
    TransportName transport = transports.get(query.value("transport"));
    if (transport == null) {
      return new Result.Refused(unknownTransport(query.value("transport")));
    }
    String sid = query.value("sid");
    return sid.isEmpty()
        ? checkHandshake(exchange, transport)
        : checkOfSession(exchange, query, transport, sid);
  }

  /** Where the name is missing, the context has none (EIO-9). */
  private static Refusal unknownTransport(String name) {
    Map<String, String> context = name.isEmpty() ? Map.of() : Map.of("transport", name);
    return new Refusal(Code.UNKNOWN_TRANSPORT, Optional.empty(), context);
  }

  private static Result checkHandshake(Exchange exchange, TransportName transport) {
    if (!exchange.method().equals("GET")) {
      return new Result.Refused(Refusal.of(Code.BAD_HANDSHAKE_METHOD, "method", exchange.method()));
    }
    return exchange.isUpgrade() == (transport == TransportName.WEBSOCKET)
        ? new Result.Handshake(transport)
        : new Result.Refused(handshakeError("only an upgrade request opens a WebSocket"));
  }

  private static Refusal handshakeError(String error) {
    return Refusal.badRequest("TRANSPORT_HANDSHAKE_ERROR", "error", error);
  }

  private Result checkOfSession(
      Exchange exchange, Query query, TransportName transport, String sid) {
    Session session = sessions.find(sid);
    if (session == null) {
      return new Result.Gone(sid);
    }
    TransportName inUse = session.transport();
    if (!exchange.isUpgrade() && transport != inUse) {
      return new Result.Refused(Refusal.transportMismatch(transport, inUse));
    }
    ProtocolRevision asked = ProtocolRevision.of(query.values());
    if (asked != session.revision()) {
      return new Result.Refused(Refusal.protocolMismatch(asked, session.revision()));
    }
    if (exchange.isUpgrade()
        && (transport != TransportName.WEBSOCKET || !options.allowUpgrades())) {
      return new Result.Refused(handshakeError("no upgrade to this transport"));
    }
    return new Result.OfSession(session);
  }
}
