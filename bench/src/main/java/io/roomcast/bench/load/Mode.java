package io.roomcast.bench.load;

/** What the clients do. */
public enum Mode {
  /** One sends to the room, all get it. */
  BROADCAST,
  /** Each asks, and asks again when it was answered. */
  ECHO,
  /**
   * In rounds: one broadcast to four in five, a question of each of the others, and one connection
   * that comes and goes. The next round begins when all of that is over, so that the mixture is the
   * same whatever a server is fast at.
   */
  MIXED,
  /** A few ask, and are timed, while one broadcast after the other goes out to all the others. */
  FAIRNESS,
  /** They answer heartbeats. */
  IDLE,
  /** They come all at once, again and again. */
  CONNECT
}
