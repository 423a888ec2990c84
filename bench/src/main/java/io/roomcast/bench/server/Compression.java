package io.roomcast.bench.server;

import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.spi.transport.PerMessageDeflate;

/** How WebSocket messages are compressed, by the names that the command line has for it. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** A broadcast once for all. */
  SHARED,
  /** A broadcast once for each client, with what the client was sent before in mind. */
  EACH;

  EngineOptionsBuilder applyTo(EngineOptionsBuilder engine) {
    PerMessageDeflate defaults = PerMessageDeflate.defaults();
    return switch (this) {
      case NONE -> engine;
      case SHARED -> engine.perMessageDeflate(defaults);
      case EACH -> engine.perMessageDeflate(defaults.withContextTakeover(true, false));
    };
  }
}
