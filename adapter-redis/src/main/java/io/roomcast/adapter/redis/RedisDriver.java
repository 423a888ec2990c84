package io.roomcast.adapter.redis;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What is different between a single Redis and a Redis Cluster. Nothing blocks; what Lettuce throws
 * is thrown.
 */
interface RedisDriver {

  /**
   * A connection that subscribes, or that does all else. Its {@code PUBLISH}es go to one server, so
   * they keep their order; commands with a key go where the key is.
   */
  CompletionStage<? extends StatefulRedisPubSubConnection<byte[], byte[]>> connect();

  /**
   * Lets a listener hear when the connection is lost, or one of the connections that it is made of.
   *
   * @return completes when that is so; what cannot be reached is not watched
   */
  CompletionStage<Void> watch(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      RedisConnectionStateListener listener);

  /**
   * Asks whether the connection works, behind all that was sent on it.
   *
   * @param timeout for the connections that it is made of; it itself may take longer
   */
  CompletionStage<Void> ping(
      StatefulRedisPubSubConnection<byte[], byte[]> connection, Duration timeout);

  /**
   * Asks every server that others may be connected to, by way of an open connection.
   *
   * @return the answers that came; fails where there were none
   */
  <T> CompletionStage<List<T>> askAll(
      StatefulRedisPubSubConnection<byte[], byte[]> connection,
      Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question);

  /** Closes a connection, for good. */
  CompletableFuture<Void> close(StatefulRedisPubSubConnection<byte[], byte[]> connection);

  /** Threads for timers. */
  EventExecutorGroup timers();

  /** Ends the client where it is our own. Its connections are closed before. */
  CompletionStage<Void> close();
}
