package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How Redis is reached, and what happens when it is not. Immutable: each method returns another
 * connector. Connections are opened when a server starts and closed when it stops; nothing connects
 * before. One that breaks off is made again. While the server starts that holds, too, until one has
 * done so three times; where none can be made, or Redis refuses something, the start fails at once.
 *
 * <pre>{@code
 * RedisConnector.to("rediss://user:secret@redis.example.org:6380")
 *     .onStateChange(health -> log.info("redis is {}", health.state()))
 * }</pre>
 */
public final class RedisConnector {
  private static final long DEFAULT_PENDING_LIMIT = 16 << 20;
  private static final Duration DEFAULT_PING = Duration.ofSeconds(5);

  /** The numbers, with their defaults. */
  record Settings(
      Duration pingInterval,
      Duration pingTimeout,
      long pendingLimit,
      boolean startWithoutRedis,
      Consumer<RedisHealth> listener) {
    static final Settings DEFAULT =
        new Settings(DEFAULT_PING, DEFAULT_PING, DEFAULT_PENDING_LIMIT, false, health -> {});
  }

  private final String address;
  private final Supplier<RedisDriver> driver;
  private final Settings settings;

  RedisConnector(String address, Supplier<RedisDriver> driver, Settings settings) {
    this.address = address;
    this.driver = driver;
    this.settings = settings;
  }

  /**
   * A single Redis, or what Sentinels name as its master, by a client of our own.
   *
   * @param uri in Lettuce's notation: {@code redis://host:6379}, {@code rediss://} with TLS, {@code
   *     redis-sentinel://}; with user and password where needed
   * @return with the defaults
   * @throws IllegalArgumentException if it is no such URI
   */
  public static RedisConnector to(String uri) {
    return to(RedisURI.create(uri));
  }

  /**
   * A single Redis, or what Sentinels name as its master, by a client of our own.
   *
   * @param uri where it is; it must not be changed later
   * @return with the defaults
   */
  public static RedisConnector to(RedisURI uri) {
    requireNonNull(uri, "uri");
    return new RedisConnector(
        uri.toString(),
        () -> new SingleRedis(RedisClient.create(), uri, true).withOptions(RedisConnector::own),
        Settings.DEFAULT);
  }

  /**
   * A single Redis by the application's client, with its threads, TLS and other options. It is
   * never shut down here; its connections are its own, so it may be used for other things.
   *
   * @param client the client
   * @param uri where Redis is: Lettuce's client does not tell which one it was made with
   * @return with the defaults
   */
  public static RedisConnector using(RedisClient client, RedisURI uri) {
    requireNonNull(client, "client");
    requireNonNull(uri, "uri");
    return new RedisConnector(
        uri.toString(), () -> new SingleRedis(client, uri, false), Settings.DEFAULT);
  }

  /**
   * A Redis Cluster by the application's client. It is never shut down here. Whenever a connection
   * to a master is lost, all are made anew by the topology of then, whether or not the client
   * refreshes it by itself.
   *
   * @param client the client
   * @return with the defaults
   */
  public static RedisConnector using(RedisClusterClient client) {
    requireNonNull(client, "client");
    return new RedisConnector("a Redis Cluster", () -> new ClusterRedis(client), Settings.DEFAULT);
  }

  /** Connections are made anew by us, so that nothing is ever sent twice. */
  private static ClientOptions own() {
    return ClientOptions.builder()
        .autoReconnect(false)
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .socketOptions(SocketOptions.builder().keepAlive(true).tcpNoDelay(true).build())
        .build();
  }

  /**
   * How often Redis is asked whether it is still there.
   *
   * @param interval positive; default 5 s
   * @return another connector
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisConnector pingInterval(Duration interval) {
    return with(
        new Settings(
            positive(interval, "pingInterval"),
            settings.pingTimeout,
            settings.pendingLimit,
            settings.startWithoutRedis,
            settings.listener));
  }

  /**
   * How long Redis may be silent when it is asked, and how long a connection may take. After that
   * the connection is given up, what it had not confirmed fails, and another one is made.
   *
   * @param timeout positive; default 5 s
   * @return another connector
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisConnector pingTimeout(Duration timeout) {
    return with(
        new Settings(
            settings.pingInterval,
            positive(timeout, "pingTimeout"),
            settings.pendingLimit,
            settings.startWithoutRedis,
            settings.listener));
  }

  /**
   * How much may be on its way to Redis without having been confirmed. What comes when there is
   * more is not sent, and its stage fails: memory does not grow when Redis is slower than what is
   * published. One message may go beyond it, and each counts for 512 bytes more than it has.
   *
   * @param bytes positive; default 16 MiB
   * @return another connector
   * @throws IllegalArgumentException if it is not positive
   */
  public RedisConnector pendingLimit(long bytes) {
    if (bytes <= 0) {
      throw new IllegalArgumentException("pendingLimit must be positive, not " + bytes);
    }
    return with(
        new Settings(
            settings.pingInterval,
            settings.pingTimeout,
            bytes,
            settings.startWithoutRedis,
            settings.listener));
  }

  /**
   * Lets a server start although Redis cannot be reached; it joins the others as soon as it can.
   * Without this, such a start fails.
   *
   * @return another connector
   */
  public RedisConnector startWithoutRedis() {
    return with(
        new Settings(
            settings.pingInterval,
            settings.pingTimeout,
            settings.pendingLimit,
            true,
            settings.listener));
  }

  /**
   * Hears of every change of state, in their order and one at a time, on the common pool. What it
   * throws is logged. Replaces another listener.
   *
   * @param listener is given the new state
   * @return another connector
   */
  public RedisConnector onStateChange(Consumer<RedisHealth> listener) {
    return with(
        new Settings(
            settings.pingInterval,
            settings.pingTimeout,
            settings.pendingLimit,
            settings.startWithoutRedis,
            requireNonNull(listener, "listener")));
  }

  private RedisConnector with(Settings other) {
    return new RedisConnector(address, driver, other);
  }

  private static Duration positive(Duration value, String name) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
    return value;
  }

  /** For people: without a password. */
  String address() {
    return address;
  }

  /** A new one, for one time of being open. */
  RedisDriver driver() {
    return driver.get();
  }

  Settings settings() {
    return settings;
  }

  /** For logs: where Redis is, without the password. */
  @Override
  public String toString() {
    return "RedisConnector[" + address + "]";
  }
}
