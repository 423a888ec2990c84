package io.roomcast.internal.socketio;

import io.roomcast.spi.adapter.EmitFlags;
import java.time.Duration;
import java.util.Optional;

/**
 * What operators say of how an emit goes, beside to whom.
 *
 * @param local whether it stays on this server
 * @param timeout for answers; empty for the default
 */
record EmitSettings(EmitFlags flags, boolean local, Optional<Duration> timeout) {
  static final EmitSettings DEFAULT = new EmitSettings(EmitFlags.DEFAULT, false, Optional.empty());

  EmitSettings asVolatile() {
    return new EmitSettings(flags.asVolatile(), local, timeout);
  }

  EmitSettings compress(boolean on) {
    return new EmitSettings(flags.withCompress(on), local, timeout);
  }

  EmitSettings onlyLocal() {
    return new EmitSettings(flags, true, timeout);
  }

  EmitSettings within(Duration time) {
    return new EmitSettings(flags, local, Optional.of(requirePositive(time)));
  }

  /** The time, or throws {@link IllegalArgumentException}. */
  static Duration requirePositive(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("a timeout is positive, not " + time);
    }
    return time;
  }
}
