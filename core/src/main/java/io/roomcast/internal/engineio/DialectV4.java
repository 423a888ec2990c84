package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.util.Map;
import java.util.Optional;

/** Revision 4. */
final class DialectV4 implements Dialect {
  static final DialectV4 INSTANCE = new DialectV4();

  private DialectV4() {}

  @Override
  public ProtocolRevision revision() {
    return ProtocolRevision.V4;
  }

  @Override
  public Optional<Refusal> refusal(HandshakeRequest request, EngineOptions options) {
    return Optional.empty();
  }

  @Override
  public PayloadFormat payloads(Map<String, String> query) {
    return SeparatedPayloads.INSTANCE;
  }

  @Override
  public FrameFormat frames(Map<String, String> query) {
    return PlainFrames.INSTANCE;
  }

  @Override
  public Heartbeat heartbeat(
      Timers timers, Strand strand, EngineOptions options, Heartbeat.Events events) {
    return new ServerHeartbeat(
        timers, strand, options.pingInterval(), options.pingTimeout(), events);
  }
}
