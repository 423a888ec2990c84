package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.ConnectException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a namespace has of the connections")
class LeaseTest {
  private final EventExecutorGroup timers = new DefaultEventExecutorGroup(1);
  private final CompletableFuture<Void> clientEnd = new CompletableFuture<>();
  private final RedisConnector connector =
      new RedisConnector("redis://nowhere", Refusing::new, RedisConnector.Settings.DEFAULT);
  private final HealthMonitor health =
      new HealthMonitor("redis://nowhere", state -> {}, InstantSource.system());

  /** A Redis that refuses every connection, and a client whose end can be held up. */
  private final class Refusing implements RedisDriver {
    @Override
    public CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> connect() {
      return CompletableFuture.failedFuture(new ConnectException("refused"));
    }

    @Override
    public <T> CompletionStage<List<T>> askAll(
        StatefulRedisPubSubConnection<byte[], byte[]> connection,
        Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
      throw new AssertionError("there is no connection");
    }

    @Override
    public EventExecutorGroup timers() {
      return timers;
    }

    @Override
    public CompletionStage<Void> close() {
      return clientEnd;
    }
  }

  @AfterEach
  void endTimers() {
    timers.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  @DisplayName(
      "opening fails only when all is let go of, so the next start finds nothing half open")
  void failsWhenNothingIsHeld() {
    Lease lease = new Lease(new SharedConnections(connector, health));
    CompletableFuture<Void> opened =
        lease.open(connections -> CompletableFuture.completedFuture(null)).toCompletableFuture();
    assertThat(opened).isNotDone();
    assertThat(health.health().state()).isEqualTo(RedisState.CONNECTING);
    clientEnd.complete(null);
    assertThat(opened)
        .isCompletedExceptionally()
        .failsWithin(30, TimeUnit.SECONDS)
        .withThrowableThat()
        .withRootCauseInstanceOf(ConnectException.class);
    assertThat(health.health().state()).isEqualTo(RedisState.CLOSED);
  }
}
