package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import java.time.InstantSource;

/**
 * Rooms across servers by the sharded publish and subscribe of Redis 7.0 and later, which spreads
 * over the nodes of a Redis Cluster: what servers of Node.js do with {@code createShardedAdapter}
 * of {@code @socket.io/redis-adapter}, version 8. Servers of both kinds that have the same Redis,
 * the same {@linkplain Builder#channelPrefix prefix} and the same {@linkplain
 * Builder#subscriptionMode mode} are one cluster.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .adapter(RedisShardedAdapter.connecting("redis://127.0.0.1:6379"))
 *     .build();
 * }</pre>
 *
 * <p>Each server has an adapter of its own. It opens two connections when the server starts and
 * closes them when it stops; the namespaces share them. The server does not start where Redis
 * cannot be reached, unless {@link RedisConnector#startWithoutRedis()} lets it.
 *
 * <p>A message is delivered at most once. While Redis is away each server serves its own sockets;
 * what it publishes meanwhile is lost for the others, and the stages say so. With rooms that have
 * channels of their own:
 *
 * <ul>
 *   <li>What is emitted to a room by another server while this one is still subscribing, since its
 *       first member has just joined here, does not arrive. Where an application makes sockets join
 *       by {@code socketsJoin}, its own server sees to it that what it emits next does.
 *   <li>In a Redis Cluster, events to different rooms travel on different nodes, and joins and
 *       disconnections on another, so only events to the same room keep their order.
 * </ul>
 *
 * <p>Clients that come back ({@link io.roomcast.ConnectionStateRecovery}) are recovered by the
 * server that they were connected to, not by others.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public final class RedisShardedAdapter implements RoomAdapter.Factory {
  private static final String DEFAULT_PREFIX = "socket.io";

  private final String prefix;
  private final SubscriptionMode mode;
  private final HealthMonitor health;
  private final SharedConnections connections;

  private RedisShardedAdapter(Builder builder) {
    RedisConnector connector = builder.connector;
    this.prefix = builder.prefix;
    this.mode = builder.mode;
    this.health =
        new HealthMonitor(
            connector.address(), connector.settings().listener(), InstantSource.system());
    this.connections = new SharedConnections(connector, health);
  }

  /**
   * With the defaults.
   *
   * @param uri as {@link RedisConnector#to(String)} takes it
   * @return an adapter for one server
   * @throws IllegalArgumentException if it is no such URI
   */
  public static RedisShardedAdapter connecting(String uri) {
    return builder(RedisConnector.to(uri)).build();
  }

  /**
   * With other settings than the defaults.
   *
   * @param connector how Redis is reached
   * @return a builder
   */
  public static Builder builder(RedisConnector connector) {
    return new Builder(requireNonNull(connector, "connector"));
  }

  @Override
  public RoomAdapter create(LocalRooms local) {
    String name = ClusterAdapter.randomName();
    return new ClusterAdapter(local, name, wire(local, name));
  }

  ShardedWire wire(LocalRooms local, String name) {
    ShardedChannels channels = new ShardedChannels(prefix, local.namespace(), mode);
    return new ShardedWire(local, name, channels, connections, health);
  }

  /**
   * How it stands with Redis at this moment; for health checks and metrics.
   *
   * @return a snapshot
   */
  public RedisHealth health() {
    return health.health();
  }

  /** Builds adapters. Not thread-safe. */
  public static final class Builder {
    private final RedisConnector connector;
    private String prefix = DEFAULT_PREFIX;
    private SubscriptionMode mode = SubscriptionMode.DYNAMIC;

    private Builder(RedisConnector connector) {
      this.connector = connector;
    }

    /**
     * With what the names of all channels begin; it tells several clusters on one Redis apart.
     *
     * @param channelPrefix the same on all servers; default {@code socket.io}
     * @return this
     */
    public Builder channelPrefix(String channelPrefix) {
      prefix = requireNonNull(channelPrefix, "channelPrefix");
      return this;
    }

    /**
     * Which channels the servers subscribe to.
     *
     * @param subscriptionMode the same on all servers; default {@link SubscriptionMode#DYNAMIC}
     * @return this
     */
    public Builder subscriptionMode(SubscriptionMode subscriptionMode) {
      mode = requireNonNull(subscriptionMode, "subscriptionMode");
      return this;
    }

    /**
     * Builds it; connects to nothing yet.
     *
     * @return an adapter for one server
     */
    public RedisShardedAdapter build() {
      return new RedisShardedAdapter(this);
    }
  }
}
