package io.roomcast.adapter.redis;

/** How an adapter stands with Redis. */
public enum RedisState {
  /** There are no connections: the server does not run. */
  CLOSED,
  /** The server starts, and there has been no connection since. */
  CONNECTING,
  /**
   * What is published goes out, and what others publish arrives, by streams too; but for channels
   * that are {@linkplain RedisHealth#refused refused}.
   */
  CONNECTED,
  /**
   * A connection was lost, Redis does not answer, it lets this server hear nothing at all, or a
   * stream cannot be read. Each server serves its own sockets; what it publishes fails until Redis
   * is back. It is tried again until the server stops.
   */
  RECONNECTING
}
