package io.roomcast.internal.engineio;

import io.roomcast.engineio.EngineOptions;
import io.roomcast.engineio.HandshakeRequest;
import io.roomcast.engineio.ProtocolRevision;
import io.roomcast.internal.concurrent.Strand;
import io.roomcast.internal.concurrent.Timers;
import java.util.Map;
import java.util.Optional;

/** How a revision of the protocol is spoken: all in which the sessions of two revisions differ. */
sealed interface Dialect permits DialectV3, DialectV4 {

  static Dialect of(ProtocolRevision revision) {
    return switch (revision) {
      case V3 -> DialectV3.INSTANCE;
      case V4 -> DialectV4.INSTANCE;
    };
  }

  ProtocolRevision revision();

  /** Why such a client may not open a session by this request; empty where it may. */
  Optional<Refusal> refusal(HandshakeRequest request, EngineOptions options);

  /** For polling; {@code query} is that of the request which opens the session. */
  PayloadFormat payloads(Map<String, String> query);

  /** For a WebSocket that a request with this query opens. */
  FrameFormat frames(Map<String, String> query);

  Heartbeat heartbeat(Timers timers, Strand strand, EngineOptions options, Heartbeat.Events events);
}
