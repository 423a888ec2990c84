package io.roomcast.bench.contender;

import java.util.Optional;

/**
 * How a server is started.
 *
 * @param port where it listens, on 127.0.0.1
 * @param pingIntervalMillis time between heartbeats
 * @param loops I/O threads, or 0 for its default; Roomcast only
 * @param redis what it shares its rooms through with other servers, where it does
 */
public record Launch(int port, long pingIntervalMillis, int loops, Optional<String> redis) {

  /** Alone. */
  public Launch(int port, long pingIntervalMillis, int loops) {
    this(port, pingIntervalMillis, loops, Optional.empty());
  }
}
