package io.roomcast.adapter.redis;

import java.time.Instant;

/**
 * How an adapter stands with Redis, at one moment. The counts begin when the adapter is made, and
 * go on when the server is started again.
 *
 * <pre>{@code
 * RedisAdapter adapter = RedisAdapter.connecting("redis://127.0.0.1:6379");
 * // ...
 * if (!adapter.health().connected()) {
 *   log.warn("alone since {}", adapter.health().since());
 * }
 * }</pre>
 *
 * @param state the state
 * @param since when that state began
 * @param published messages that Redis has taken
 * @param received messages of others, and the answers to this server, that were understood
 * @param dropped messages that were not published, because Redis was away or slower than what was
 *     to be published; and, where clients may recover, what was refused because this server emitted
 *     faster than it delivered
 * @param malformed messages that were ignored because they could not be understood
 * @param refused channels that Redis does not let this server hear at this moment, for its user
 *     lacks a permission: of namespaces, or of their rooms. They are asked for again with each new
 *     connection
 */
public record RedisHealth(
    RedisState state,
    Instant since,
    long published,
    long received,
    long dropped,
    long malformed,
    long refused) {

  /**
   * Whether rooms reach the other servers at this moment.
   *
   * @return true in the state {@link RedisState#CONNECTED}
   */
  public boolean connected() {
    return state == RedisState.CONNECTED;
  }
}
