package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.engineio.TransportName;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.util.Map;
import java.util.Optional;

/** Revision 3 (EIO-81), of which {@code b64} in a query says that the client takes no binary. */
final class DialectV3 implements Dialect {
  static final DialectV3 INSTANCE = new DialectV3();

  private DialectV3() {}

  @Override
  public ProtocolRevision revision() {
    return ProtocolRevision.V3;
  }

  @Override
  public Optional<Refusal> refusal(HandshakeRequest request, EngineOptions options) {
    if (!options.allowEIO3()) {
      return Optional.of(Refusal.unsupportedProtocol(revision()));
    }
    return wantsScript(request) ? Optional.of(Refusal.JSONP) : Optional.empty();
  }

  /** Polls by JSONP name their callback (EIO-46). */
  private static boolean wantsScript(HandshakeRequest request) {
    return request.transport() == TransportName.POLLING
        && !request.query().getOrDefault("j", "").isEmpty();
  }

  @Override
  public PayloadFormat payloads(Map<String, String> query) {
    return takesBinary(query) ? CountedPayloads.BINARY : CountedPayloads.TEXT_ONLY;
  }

  @Override
  public FrameFormat frames(Map<String, String> query) {
    return takesBinary(query) ? TypedFrames.BINARY : TypedFrames.TEXT_ONLY;
  }

  private static boolean takesBinary(Map<String, String> query) {
    return query.getOrDefault("b64", "").isEmpty();
  }

  @Override
  public Heartbeat heartbeat(
      Timers timers, Strand strand, EngineOptions options, Heartbeat.Events events) {
    return new ClientHeartbeat(
        timers, strand, options.pingInterval().plus(options.pingTimeout()), events);
  }
}
