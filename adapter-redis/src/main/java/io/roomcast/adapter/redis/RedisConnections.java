package io.roomcast.adapter.redis;

import static io.roomcast.adapter.redis.RedisUnavailableException.reason;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one server for as long as it runs: one that publishes and asks, one that
 * subscribes. What is sent while the former is down, or while too much is on its way, fails at
 * once, and is never sent later: a message is delivered at most once, and nothing grows.
 * Thread-safe; nothing blocks.
 */
final class RedisConnections {
  private static final long FLUSH_MILLIS = 1000;
  private static final long OVERHEAD = 512; // what a command takes besides its message

  private final RedisConnector connector;
  private final HealthMonitor health;
  private final boolean subscribes;
  private final RedisDriver driver;
  private final Subscriptions subscriptions;
  private final Line publisher;
  private final Line subscriber;
  private final AtomicLong pendingBytes = new AtomicLong();
  private final Map<Object, Throwable> faults = new ConcurrentHashMap<>(); // of what else is read
  private final AtomicBoolean opened = new AtomicBoolean();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private @Nullable CompletableFuture<Void> closed; // guarded by this

  /** For a server, which hears what others publish. */
  static RedisConnections ofServer(RedisConnector connector, HealthMonitor health) {
    return new RedisConnections(connector, health, true);
  }

  /** For what publishes only, on one connection. */
  static RedisConnections ofEmitter(RedisConnector connector, HealthMonitor health) {
    return new RedisConnections(connector, health, false);
  }

  private RedisConnections(RedisConnector connector, HealthMonitor health, boolean subscribes) {
    this.connector = connector;
    this.health = health;
    this.subscribes = subscribes;
    this.driver = connector.driver();
    this.publisher = new Line(driver, connector.settings(), new Publishing());
    this.subscriber = new Line(driver, connector.settings(), new Subscribing());
    this.subscriptions = new Subscriptions(subscriber::heard, subscriber::giveUp);
  }

  private final class Publishing implements Line.Owner {
    @Override
    public CompletionStage<Void> prepare(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void changed() {
      reassess();
    }
  }

  private final class Subscribing implements Line.Owner {
    @Override
    public CompletionStage<Void> prepare(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
      return subscriptions.restore(connection);
    }

    @Override
    public void changed() {
      reassess();
    }
  }

  /**
   * Connects, when it is called first.
   *
   * @return completes when both connections are there; fails, where the server must not start
   *     without them, with the first {@linkplain Line#failure failure}
   */
  CompletableFuture<Void> open() {
    if (opened.compareAndSet(false, true)) {
      health.change(RedisState.CONNECTING, "");
      publisher.open();
      if (subscribes) {
        subscriber.open();
      }
    }
    return ready;
  }

  /** Lets go of everything, when Redis has taken what is on its way; that does not take long. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> closing = new CompletableFuture<>();
    synchronized (this) {
      if (closed != null) {
        return closed;
      }
      closed = closing;
    }
    ready.completeExceptionally(new RedisUnavailableException("the server stops"));
    var unused =
        flushed()
            .thenCompose(flushed -> CompletableFuture.allOf(publisher.close(), subscriber.close()))
            .handle((done, failure) -> driver.close())
            .thenCompose(Function.identity())
            .whenComplete(
                (done, failure) -> {
                  health.change(RedisState.CLOSED, "");
                  closing.complete(null);
                });
    return closing;
  }

  /** Completes when Redis has answered all that was sent, or does not answer. */
  private CompletableFuture<String> flushed() {
    return publisher
        .up()
        .map(
            connection ->
                attempt(() -> connection.async().ping())
                    .toCompletableFuture()
                    .completeOnTimeout("", FLUSH_MILLIS, TimeUnit.MILLISECONDS)
                    .exceptionally(gone -> ""))
        .orElseGet(() -> CompletableFuture.completedFuture(""));
  }

  private void reassess() {
    Optional<Throwable> problem = publisher.problem().or(subscriber::problem);
    synchronized (this) {
      Optional<Throwable> any = problem.or(() -> faults.values().stream().findFirst());
      if (closed != null) {
        return;
      } else if (connected() && faults.isEmpty()) {
        health.change(RedisState.CONNECTED, "");
      } else if (started() && any.isPresent()) {
        health.change(RedisState.RECONNECTING, reason(any.get()));
      }
    }
    if (connected()) {
      ready.complete(null);
    } else if (!connector.settings().startWithoutRedis()) {
      publisher.failure().or(subscriber::failure).ifPresent(this::unreachable);
    } else if (problem.isPresent() && ready.complete(null)) {
      reassess();
    }
  }

  private boolean started() {
    return ready.isDone() && !ready.isCompletedExceptionally();
  }

  private void unreachable(Throwable cause) {
    ready.completeExceptionally(
        new RedisUnavailableException(
            connector.address()
                + " cannot be reached: "
                + reason(cause)
                + ". Is Redis running there, and are user, password and TLS right?"
                + " To start without it, see RedisConnector.startWithoutRedis()",
            cause));
  }

  /** Whether both connections work. */
  boolean connected() {
    return publisher.up().isPresent() && (!subscribes || listening());
  }

  /** Whether what is published for this server arrives here. */
  boolean listening() {
    return subscriber.up().isPresent();
  }

  /** Something else that belongs to being connected does not work: the reader of a stream. */
  void fault(Object part, Throwable cause) {
    faults.put(part, cause);
    reassess();
  }

  /** It works again, or is not needed any more. */
  void mended(Object part) {
    if (faults.remove(part) != null) {
      reassess();
    }
  }

  /**
   * Publishes, in the order of the calls.
   *
   * @return completes when Redis has it, exceptionally if that is not known or will not be
   */
  CompletableFuture<Void> publish(String channel, byte[] message) {
    return counted(message.length, redis -> redis.publish(channel.getBytes(UTF_8), message))
        .thenAccept(receivers -> {});
  }

  /** As {@link #publish}, to a shard channel. */
  CompletableFuture<Void> publishToShard(String channel, byte[] message) {
    return counted(message.length, redis -> redis.spublish(channel.getBytes(UTF_8), message))
        .thenAccept(receivers -> {});
  }

  <T> CompletableFuture<T> counted(
      int bytes,
      Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command) {
    return send(bytes, command)
        .whenComplete(
            (done, failure) -> (failure == null ? health.published : health.dropped).increment());
  }

  /**
   * Sends a command, after all that was sent before.
   *
   * @param bytes how large it is, roughly
   * @return its result; fails at once where there is no connection, or too much is on its way
   */
  <T> CompletableFuture<T> send(
      int bytes,
      Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> command) {
    return ask(bytes, connection -> command.apply(connection.async()));
  }

  /** As {@link #send}, of what may go to several nodes of Redis. */
  private <T> CompletableFuture<T> ask(
      int bytes,
      Function<StatefulRedisPubSubConnection<byte[], byte[]>, ? extends CompletionStage<T>>
          question) {
    Optional<StatefulRedisPubSubConnection<byte[], byte[]>> connection = publisher.up();
    if (connection.isEmpty()) {
      return CompletableFuture.failedFuture(
          new RedisAwayException(connector.address() + " is away"));
    }
    long weight = OVERHEAD + (long) bytes;
    if (pendingBytes.getAndAdd(weight) >= connector.settings().pendingLimit()) {
      pendingBytes.addAndGet(-weight);
      return CompletableFuture.failedFuture(
          new RedisUnavailableException(
              connector.address() + " is too slow: too much is on its way (pendingLimit)"));
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    var unused =
        attempt(() -> question.apply(connection.get()))
            .whenComplete(
                (value, failure) -> {
                  pendingBytes.addAndGet(-weight);
                  if (failure == null) {
                    publisher.heard();
                    result.complete(value);
                  } else {
                    result.completeExceptionally(
                        RedisUnavailableException.of(
                            connector.address() + ": " + reason(failure), failure));
                  }
                });
    return result;
  }

  /** Lettuce throws where its client has been shut down. */
  private static <T> CompletionStage<T> attempt(Supplier<? extends CompletionStage<T>> command) {
    try {
      return command.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** How many servers have subscribed to a channel, by whichever node of Redis. */
  CompletableFuture<Integer> subscribers(Topic topic) {
    return ask(0, connection -> driver.askAll(connection, redis -> count(redis, topic)))
        .thenApply(counts -> counts.stream().mapToInt(Long::intValue).sum());
  }

  private static CompletionStage<Long> count(
      RedisPubSubAsyncCommands<byte[], byte[]> redis, Topic topic) {
    CompletionStage<Map<byte[], Long>> counts =
        switch (topic.kind()) {
          case CHANNEL -> redis.pubsubNumsub(topic.bytes());
          case SHARD -> redis.pubsubShardNumsub(topic.bytes());
          case PATTERN -> throw new IllegalArgumentException("nobody counts patterns");
        };
    return counts.thenApply(all -> all.values().stream().mapToLong(Long::longValue).sum());
  }

  /**
   * Hears what is published; it is subscribed to again on each new connection.
   *
   * @return completes when Redis has confirmed it. Where it is away that comes later, by itself;
   *     fails where it is refused, though it is asked for again
   */
  CompletionStage<Void> subscribe(Collection<Topic> topics, Subscriptions.Listener listener) {
    return subscriptions.add(topics, listener);
  }

  /** Hears it no more; completes as {@link #subscribe} does. */
  CompletionStage<Void> unsubscribe(Collection<Topic> topics, Subscriptions.Listener listener) {
    return subscriptions.remove(topics, listener);
  }

  /** Another connection, for what blocks: opened and closed by who asked for it. */
  Line line(Line.Owner owner) {
    return new Line(driver, connector.settings(), owner);
  }

  /**
   * Runs something short soon, on a thread that nobody waits for.
   *
   * @throws RejectedExecutionException after the end
   */
  void execute(Runnable task) {
    driver.timers().execute(task);
  }

  /** Runs something short later. */
  Future<?> schedule(Duration delay, Runnable task) {
    try {
      return driver.timers().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      return CompletableFuture.completedFuture(null);
    }
  }
}
