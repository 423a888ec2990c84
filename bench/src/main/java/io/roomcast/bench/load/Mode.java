package io.roomcast.bench.load;

/** What the clients do. */
public enum Mode {
  /** One sends to the room, all get it. */
  BROADCAST,
  /** Each asks, and asks again when it was answered. */
  ECHO,
  /**
   * Four in five hear broadcasts, the others ask, and one connection after the other comes and
   * goes.
   */
  MIXED,
  /** They answer heartbeats. */
  IDLE,
  /** They come all at once, again and again. */
  CONNECT
}
