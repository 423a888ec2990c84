package io.roomcast.adapter.redis;

/** Which channels the servers of a {@link RedisShardedAdapter} subscribe to. */
public enum SubscriptionMode {
  /**
   * A channel for each room that has members on this server, but for the rooms that sockets have by
   * their ids. Good where rooms are many and small: a server reads what its clients get.
   */
  DYNAMIC,
  /** The same, with a channel for each socket as well. Good where single sockets are emitted to. */
  DYNAMIC_PRIVATE,
  /** One channel for everything. Good where rooms come and go quickly, or are everywhere. */
  STATIC
}
