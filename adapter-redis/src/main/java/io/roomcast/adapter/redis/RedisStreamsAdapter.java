package io.roomcast.adapter.redis;

import static java.util.Objects.requireNonNull;

import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.RoomAdapter;
import io.roomcast.spi.adapter.cluster.ClusterAdapter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rooms across servers by the streams of Redis (tested: 6.2 and 7): what servers of Node.js do with {@code
 * @socket.io/redis-streams-adapter}, version 0.3. Servers of both kinds that have the same Redis and
 * the same names of streams and channels are one cluster.
 *
 * <pre>{@code
 * Server io = Server.builder()
 *     .transport(JavaWebSocketTransport.onPort(8080))
 *     .adapter(RedisStreamsAdapter.connecting("redis://127.0.0.1:6379"))
 *     .build();
 * }</pre>
 *
 * <p>Redis keeps the latest events, so a server whose connection was lost for a while goes on where
 * it was: nothing of what the others have appended meanwhile is missed, as long as it has not been
 * trimmed away. What a server itself emits while Redis is away is lost for the others, and the
 * stages say so.
 *
 * <p>Each server has an adapter of its own. It opens two connections when the server starts, and one
 * for each stream that it reads, and closes them when it stops; the namespaces share them. The
 * server does not start where Redis cannot be reached, unless {@link
 * RedisConnector#startWithoutRedis()} lets it.
 *
 * <p>Events, joins, leaves and disconnections keep their order. Questions and their answers, and
 * events for servers, travel beside the stream: a question may arrive before an event that was
 * emitted earlier.
 *
 * <p>Clients that come back ({@link io.roomcast.ConnectionStateRecovery}) are recovered by whatever
 * server they reach, one of Node.js included: their sessions are in Redis while they are away, and
 * what they missed is in the stream. For that a server with recovery does what it emits itself when
 * it reads it in the stream, like the others: events reach its own clients a moment after {@code
 * emit} has returned. While Redis is away they do so at once, and cannot be recovered. At most
 * 10 000 operations of a namespace, or 16 MiB, wait to be read there, and as many for their turn;
 * what is emitted faster than that is done nowhere, and its stage fails with a {@link
 * java.util.concurrent.RejectedExecutionException}.
 *
 * <p>Thread-safe; nothing here blocks.
 */
public final class RedisStreamsAdapter implements RoomAdapter.Factory {
  private static final Logger log = LoggerFactory.getLogger(RedisStreamsAdapter.class);

  private final String prefix;
  private final Function<String, Topic> topics;
  private final HealthMonitor health;
  private final SharedConnections connections;
  private final StreamReaders readers;

  private RedisStreamsAdapter(Builder builder) {
    RedisConnector connector = builder.connector;
    RedisConnector.Settings settings = connector.settings();
    this.prefix = builder.prefix;
    this.topics = builder.sharded ? Topic::shard : Topic::channel;
    this.health =
        new HealthMonitor(connector.address(), settings.listener(), InstantSource.system());
    this.connections = new SharedConnections(connector, health);
    this.readers =
        new StreamReaders(
            new StreamSettings(
                builder.streamName,
                builder.streamCount,
                builder.maxLength,
                builder.readCount,
                block(settings.pingTimeout()),
                builder.sessionKeyPrefix,
                settings.startWithoutRedis()));
  }

  /** Half of what a ping may take, which waits behind it; never zero, which is for ever. */
  private static Duration block(Duration pingTimeout) {
    Duration half = pingTimeout.dividedBy(2);
    return half.toMillis() > 0 ? half : Duration.ofMillis(1);
  }

  /**
   * With the defaults.
   *
   * @param uri as {@link RedisConnector#to(String)} takes it
   * @return an adapter for one server
   * @throws IllegalArgumentException if it is no such URI
   */
  public static RedisStreamsAdapter connecting(String uri) {
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
    String namespace = local.namespace();
    StreamSettings settings = readers.settings();
    if (settings.count() > 1 && namespace.hashCode() % settings.count() < 0) {
      log.warn(
          "events of the namespace {} do not reach servers of Node.js: they write them to the stream"
              + " {}, as this server does, but never read that one; another name or number of"
              + " streams may help",
          namespace,
          settings.stream(namespace));
    }
    return new ClusterAdapter(
        local,
        name,
        new StreamsWire(
            namespace, name, prefix, topics, readers, connections, health, local::execute));
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
    private String prefix = "socket.io";
    private String streamName = "socket.io";
    private int streamCount = 1;
    private long maxLength = 10_000;
    private int readCount = 100;
    private String sessionKeyPrefix = "sio:session:";
    private boolean sharded;

    private Builder(RedisConnector connector) {
      this.connector = connector;
    }

    /**
     * With what the names of the channels begin, by which questions and answers travel.
     *
     * @param channelPrefix the same on all servers; default {@code socket.io}
     * @return this
     */
    public Builder channelPrefix(String channelPrefix) {
      prefix = requireNonNull(channelPrefix, "channelPrefix");
      return this;
    }

    /**
     * The name of the stream; where there are several, what their names begin with.
     *
     * @param name the same on all servers; default {@code socket.io}
     * @return this
     */
    public Builder streamName(String name) {
      streamName = requireNonNull(name, "name");
      return this;
    }

    /**
     * How many streams there are, among which namespaces are divided; each that a server reads
     * costs it a connection.
     *
     * @param count the same on all servers; default 1
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder streamCount(int count) {
      streamCount = positive(count, "streamCount");
      return this;
    }

    /**
     * How many entries Redis keeps of each stream, roughly: a server that is away for longer than
     * it takes to write as many misses some, and a client that is away for longer cannot recover.
     *
     * @param length default 10 000
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder maxLength(int length) {
      maxLength = positive(length, "maxLength");
      return this;
    }

    /**
     * How many entries are read at once; for a client that recovers, at most a hundred times as
     * many in all.
     *
     * @param count default 100
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder readCount(int count) {
      readCount = positive(count, "readCount");
      return this;
    }

    /**
     * With what the keys begin under which the sessions of clients are that may come back.
     *
     * @param prefix the same on all servers; default {@code sio:session:}
     * @return this
     */
    public Builder sessionKeyPrefix(String prefix) {
      sessionKeyPrefix = requireNonNull(prefix, "prefix");
      return this;
    }

    /**
     * Whether questions and answers travel by the sharded publish and subscribe of Redis 7.0.
     *
     * @param on the same on all servers; default false
     * @return this
     */
    public Builder useShardedPubSub(boolean on) {
      sharded = on;
      return this;
    }

    private static int positive(int value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be positive, not " + value);
      }
      return value;
    }

    /**
     * Builds it; connects to nothing yet.
     *
     * @return an adapter for one server
     */
    public RedisStreamsAdapter build() {
      return new RedisStreamsAdapter(this);
    }
  }
}
