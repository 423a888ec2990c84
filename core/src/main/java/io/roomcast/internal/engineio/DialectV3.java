package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.util.Map;

/** Revision 3 (EIO-81), of which {@code b64} in a query says that the client takes no binary. */
final class DialectV3 implements Dialect {
  static final DialectV3 INSTANCE = new DialectV3();

  private DialectV3() {}

  @Override
  public ProtocolRevision revision() {
    return ProtocolRevision.V3;
  }

  @Override
  public boolean allowedBy(EngineOptions options) {
    return options.allowEIO3();
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
