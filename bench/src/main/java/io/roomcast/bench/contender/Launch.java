package io.roomcast.bench.contender;

import java.util.Optional;

/**
 * How a server is started.
 *
 * @param port where it listens, on 127.0.0.1
 * @param setting what it is told
 * @param redis what it shares its rooms through with other servers, where it does
 */
public record Launch(int port, Setting setting, Optional<String> redis) {

  /** Alone. */
  public Launch(int port, Setting setting) {
    this(port, setting, Optional.empty());
  }
}
