package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.ConnectException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    public CompletionStage<Void> watch(
        StatefulRedisPubSubConnection<byte[], byte[]> connection,
        RedisConnectionStateListener listener) {
      throw new AssertionError("there is no connection");
    }

    @Override
    public CompletionStage<Void> ping(
        StatefulRedisPubSubConnection<byte[], byte[]> connection, Duration timeout) {
      throw new AssertionError("there is no connection");
    }

    @Override
    public <T> CompletionStage<List<T>> askAll(
        StatefulRedisPubSubConnection<byte[], byte[]> connection,
        Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
      throw new AssertionError("there is no connection");
    }

    @Override
    public CompletableFuture<Void> close(StatefulRedisPubSubConnection<byte[], byte[]> made) {
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
    Lease lease =
        new Lease(
            new SharedConnections(connector, health),
            redis -> CompletableFuture.completedFuture(null));
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

  @Test
  @DisplayName("a client that cannot be made holds nothing, so the next one is closed again")
  void clientCannotBeMade() {
    AtomicInteger made = new AtomicInteger();
    SharedConnections shared =
        new SharedConnections(
            new RedisConnector(
                "redis://nowhere",
                () -> {
                  if (made.getAndIncrement() == 0) {
                    throw new IllegalStateException("no threads");
                  }
                  return new Refusing();
                },
                RedisConnector.Settings.DEFAULT),
            health);
    assertThatThrownBy(shared::acquire).hasMessage("no threads");
    RedisConnections second = shared.acquire();
    clientEnd.complete(null);
    assertThat(shared.release(second)).succeedsWithin(30, TimeUnit.SECONDS);
    assertThat(shared.acquire()).isNotSameAs(second);
  }
}
