package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import java.time.InstantSource;

/**
 * Rooms across servers by the publish and subscribe of any Redis (tested: 6.2 and 7): what servers
 * of Node.js do with {@code @socket.io/redis-adapter}, version 8. Servers of both kinds that have
 * the same Redis and the same {@linkplain Builder#keyPrefix prefix} are one cluster, and processes
 * with {@code @socket.io/redis-emitter} or {@link RedisEmitter} reach its clients.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .adapter(RedisAdapter.connecting("redis://127.0.0.1:6379"))
 *     .build();
 * }</pre>
 *
 * <p>Each server has an adapter of its own, since Redis counts the servers by their connections:
 * two that shared one would count as one. It opens two connections when the server starts and
 * closes them when it stops; the namespaces share them. The server does not start where Redis
 * cannot be reached, unless {@link RedisConnector#startWithoutRedis()} lets it.
 *
 * <p>A message is delivered at most once. While Redis is away each server serves its own sockets;
 * what it publishes meanwhile is lost for the others, and the stages say so. Where a question is
 * not answered by all, its answers are those that came. This wire does not tell who was silent, so
 * the silent servers are named by their number, as in {@code 1 of 3 servers}.
 *
 * <p>Clients that come back ({@link io.roomcast.ConnectionStateRecovery}) are recovered by the
 * server that they were connected to, not by others.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public final class RedisAdapter implements RoomAdapter.Factory {
  static final String DEFAULT_PREFIX = "socket.io";

  private final String keyPrefix;
  private final boolean answersToAsker;
  private final HealthMonitor health;
  private final SharedConnections connections;

  private RedisAdapter(Builder builder) {
    RedisConnector connector = builder.connector;
    this.keyPrefix = builder.keyPrefix;
    this.answersToAsker = builder.answersToAsker;
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
  public static RedisAdapter connecting(String uri) {
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
    return new ClassicAdapter(local, keyPrefix, answersToAsker, connections, health);
  }

  /**
   * How it stands with Redis at this moment; for health checks and metrics.
   *
   * @return a snapshot
   */
  public RedisHealth health() {
    return health.health();
  }

  /**
   * Builds adapters. Not thread-safe.
   *
   * <pre>{@code
   * RedisAdapter.builder(RedisConnector.to("redis://127.0.0.1:6379"))
   *     .keyPrefix("shop")
   *     .publishOnSpecificResponseChannel(true)
   *     .build()
   * }</pre>
   */
  public static final class Builder {
    private final RedisConnector connector;
    private String keyPrefix = DEFAULT_PREFIX;
    private boolean answersToAsker;

    private Builder(RedisConnector connector) {
      this.connector = connector;
    }

    /**
     * With what the names of all channels begin; it tells several clusters on one Redis apart.
     *
     * <p>Counterpart in Socket.IO: the option {@code key}.
     *
     * @param prefix the same on all servers; default {@code socket.io}
     * @return this
     */
    public Builder keyPrefix(String prefix) {
      keyPrefix = requireNonNull(prefix, "prefix");
      return this;
    }

    /**
     * Whether answers go to who has asked, instead of to all servers: with many servers that spares
     * the others reading what they do not want. Servers of either setting understand each other.
     *
     * @param on default false
     * @return this
     */
    public Builder publishOnSpecificResponseChannel(boolean on) {
      answersToAsker = on;
      return this;
    }

    /**
     * Builds it; connects to nothing yet.
     *
     * @return an adapter for one server
     */
    public RedisAdapter build() {
      return new RedisAdapter(this);
    }
  }
}
