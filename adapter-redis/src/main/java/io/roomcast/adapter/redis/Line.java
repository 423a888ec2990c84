package io.roomcast.adapter.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis that is made again whenever it is lost or silent, until the line is
 * closed. Lettuce would reconnect by itself, but sends anew what had not been confirmed, so that
 * clients might get an event twice; and it waits for ever for a Redis that is stopped or cut off.
 * Here a connection is {@linkplain #up up} when it has been prepared and Redis has answered a ping,
 * which comes after all that the preparation sent; and it is given up, with all that is on its way,
 * when a ping is not answered and nothing else is heard either.
 *
 * <p>Thread-safe; nothing blocks, and nothing of others is called under the lock.
 */
final class Line {
  private static final Logger log = LoggerFactory.getLogger(Line.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int DOUBLINGS = 6; // until the longest
  private static final int FIRST_TRIES = 3; // of connections that are made, and break off

  /** What the line tells its owner. */
  interface Owner {

    /**
     * A connection is there; it counts as up when this has completed. Called for each connection.
     */
    CompletionStage<Void> prepare(StatefulRedisPubSubConnection<byte[], byte[]> connection);

    /** It came up, or is down; see {@link Line#up()} and {@link Line#problem()}. */
    void changed();
  }

  private final RedisDriver driver;
  private final Duration pingInterval;
  private final Duration pingTimeout;
  private final Owner owner;
  private volatile @Nullable StatefulRedisPubSubConnection<byte[], byte[]> up;
  private volatile @Nullable Throwable problem;
  private volatile @Nullable Throwable failure;
  private volatile long heard; // how often something has come
  private @Nullable Attempt current; // guarded by this, as all that follows
  private int failures; // since it was up
  private int brokenOff; // ever, so that who waits for the first one has an end
  private boolean closed;

  Line(RedisDriver driver, RedisConnector.Settings settings, Owner owner) {
    this.driver = driver;
    this.pingInterval = settings.pingInterval();
    this.pingTimeout = settings.pingTimeout();
    this.owner = owner;
  }

  /** Connects, for the first time. */
  void open() {
    connect();
  }

  /** The connection, where it works. */
  Optional<StatefulRedisPubSubConnection<byte[], byte[]>> up() {
    return Optional.ofNullable(up);
  }

  /** Why it is not up, where it failed. */
  Optional<Throwable> problem() {
    return Optional.ofNullable(problem);
  }

  /**
   * Why it is of no use to go on waiting for the first connection that works, where that is so:
   * none can be made, Redis refuses something or is silent, or too many broke off.
   */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Something came from Redis. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // that it changes is enough
  void heard() {
    heard++;
  }

  /** That connection does not do what it should: it is given up, if it is still the one. */
  void giveUp(StatefulRedisPubSubConnection<byte[], byte[]> connection, Throwable cause) {
    Attempt attempt;
    synchronized (this) {
      if (up != connection || current == null) {
        return;
      }
      attempt = current;
    }
    lost(attempt, cause);
  }

  /** For good. All that is on its way fails. */
  CompletableFuture<Void> close() {
    Attempt last;
    synchronized (this) {
      closed = true;
      last = current;
      current = null;
      up = null;
    }
    return last == null ? CompletableFuture.completedFuture(null) : last.end();
  }

  private void connect() {
    Attempt attempt = new Attempt();
    synchronized (this) {
      if (closed) {
        return;
      }
      current = attempt;
    }
    attempt.begin();
  }

  private synchronized boolean isCurrent(Attempt attempt) {
    return current == attempt;
  }

  private void cameUp(Attempt attempt, StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    synchronized (this) {
      if (current != attempt) {
        return;
      }
      failures = 0;
      problem = null;
      failure = null;
      up = connection;
    }
    try {
      owner.changed();
    } finally {
      attempt.pingLater();
    }
  }

  private void lost(Attempt attempt, Throwable cause) {
    int failuresBefore;
    synchronized (this) {
      if (current != attempt) {
        return;
      }
      current = null;
      up = null;
      problem = cause;
      if (!attempt.brokeOff(cause) || ++brokenOff >= FIRST_TRIES) {
        failure = cause;
      }
      failuresBefore = failures++;
    }
    var unused = attempt.end();
    try {
      owner.changed();
    } finally {
      connectLater(failuresBefore);
    }
  }

  private void connectLater(int failuresBefore) {
    long longest = FIRST_PAUSE.toMillis() << Math.min(failuresBefore, DOUBLINGS);
    long pause = Math.min(longest, LONGEST_PAUSE.toMillis());
    // not all servers at the same moment
    later(Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause / 2, pause)), this::connect);
  }

  private void later(Duration delay, Runnable task) {
    try {
      var unused = driver.timers().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException gone) {
      log.debug("the client has been shut down", gone);
    }
  }

  /** One connection, from the first step to its end. */
  private final class Attempt implements RedisConnectionStateListener {
    private final CompletableFuture<StatefulRedisPubSubConnection<byte[], byte[]>> connection =
        new CompletableFuture<>();

    void begin() {
      try {
        var unused =
            driver
                .connect()
                .whenComplete(
                    (made, failure) -> {
                      if (failure != null) {
                        lost(this, root(failure));
                      } else if (connection.complete(made)) {
                        prepare(made);
                      } else { // it came too late
                        discard(made);
                      }
                    });
      } catch (RuntimeException e) { // a client that has been shut down
        lost(this, e);
        return;
      }
      awaitUp(heard);
    }

    /** What restores many subscriptions may take its time, as long as they are confirmed. */
    private void awaitUp(long heardBefore) {
      later(
          pingTimeout,
          () -> {
            if (up != null) {
              return;
            } else if (heard == heardBefore) {
              lost(this, new TimeoutException("no connection within " + pingTimeout));
            } else if (isCurrent(this)) {
              awaitUp(heard);
            }
          });
    }

    private void prepare(StatefulRedisPubSubConnection<byte[], byte[]> made) {
      if (!isCurrent(this)) {
        discard(made);
        return;
      }
      var unused =
          connection // so that what throws fails, too
              .thenCompose(connected -> driver.watch(connected, this))
              .thenCompose(watched -> owner.prepare(made))
              .thenCompose(prepared -> driver.ping(made, pingTimeout))
              .whenComplete(
                  (pong, failure) -> {
                    if (failure == null) {
                      cameUp(this, made);
                    } else {
                      lost(this, root(failure));
                    }
                  });
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
      lost(this, new RedisException("the connection was lost"));
    }

    void pingLater() {
      later(
          pingInterval,
          () -> {
            if (isCurrent(this)) {
              ping();
            }
          });
    }

    private void ping() {
      CompletableFuture<Void> pong =
          connection.thenCompose(connected -> driver.ping(connected, pingTimeout));
      var unused =
          pong.whenComplete(
              (answer, failure) -> {
                if (failure == null) {
                  pingLater();
                } else {
                  lost(this, root(failure));
                }
              });
      await(pong, heard);
    }

    /** A busy connection may answer late, but is not silent. */
    private void await(CompletableFuture<Void> pong, long heardBefore) {
      later(
          pingTimeout,
          () -> {
            if (pong.isDone()) {
              return;
            } else if (heard == heardBefore) {
              lost(this, new TimeoutException("no answer within " + pingTimeout));
            } else if (isCurrent(this)) {
              await(pong, heard);
            }
          });
    }

    /** It had been made, and not an answer ended it. */
    boolean brokeOff(Throwable cause) {
      return connection.isDone() && RedisUnavailableException.isLoss(cause);
    }

    CompletableFuture<Void> end() {
      if (connection.cancel(false) || connection.isCompletedExceptionally()) {
        return CompletableFuture.completedFuture(null);
      }
      return driver.close(connection.join());
    }
  }

  private void discard(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
    var unused = driver.close(connection);
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
