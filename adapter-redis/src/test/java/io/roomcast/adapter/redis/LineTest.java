package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutorGroup;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A connection that is made again")
class LineTest {
  private final Deque<Runnable> timers = new ArrayDeque<>();
  private final CompletableFuture<Void> prepared = new CompletableFuture<>();
  private final StatefulRedisPubSubConnection<byte[], byte[]> connection = connection();
  private CompletableFuture<Void> pong = CompletableFuture.completedFuture(null);
  private int connects;
  private int closes;
  private boolean reachable = true;
  private boolean failing;
  private final Line line =
      new Line(new FakeDriver(), RedisConnector.Settings.DEFAULT, new Preparing());

  @SuppressWarnings("unchecked")
  private StatefulRedisPubSubConnection<byte[], byte[]> connection() {
    return (StatefulRedisPubSubConnection<byte[], byte[]>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StatefulRedisPubSubConnection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "closeAsync" -> {
                    closes++;
                    yield CompletableFuture.completedFuture(null);
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> "a connection";
                  default -> throw new AssertionError(method);
                });
  }

  /** A Redis that is there, and timers that the test runs. */
  private final class FakeDriver implements RedisDriver {
    @Override
    public CompletionStage<StatefulRedisPubSubConnection<byte[], byte[]>> connect() {
      connects++;
      return reachable
          ? CompletableFuture.completedFuture(connection)
          : CompletableFuture.failedFuture(new ConnectException("nobody is there"));
    }

    @Override
    public CompletionStage<Void> watch(
        StatefulRedisPubSubConnection<byte[], byte[]> made, RedisConnectionStateListener listener) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> ping(
        StatefulRedisPubSubConnection<byte[], byte[]> made, Duration timeout) {
      return pong;
    }

    @Override
    public <T> CompletionStage<List<T>> askAll(
        StatefulRedisPubSubConnection<byte[], byte[]> made,
        Function<RedisPubSubAsyncCommands<byte[], byte[]>, ? extends CompletionStage<T>> question) {
      throw new AssertionError("nobody asks");
    }

    @Override
    public CompletableFuture<Void> close(StatefulRedisPubSubConnection<byte[], byte[]> made) {
      return made.closeAsync();
    }

    @Override
    public EventExecutorGroup timers() {
      return (EventExecutorGroup)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {EventExecutorGroup.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("schedule");
                timers.add((Runnable) arguments[0]);
                return null;
              });
    }

    @Override
    public CompletionStage<Void> close() {
      return CompletableFuture.completedFuture(null);
    }
  }

  private final class Preparing implements Line.Owner {
    @Override
    public CompletionStage<Void> prepare(StatefulRedisPubSubConnection<byte[], byte[]> made) {
      return prepared;
    }

    @Override
    public void changed() {
      if (failing) {
        throw new AssertionError("on purpose");
      }
    }
  }

  @Test
  @DisplayName("may take longer than a ping to be prepared, as long as something is confirmed")
  void slowButAlive() {
    line.open();
    for (int i = 0; i < 5; i++) {
      line.heard();
      timers.remove().run();
    }
    prepared.complete(null);
    assertThat(line.up()).contains(connection);
    assertThat(connects).isEqualTo(1);
    assertThat(closes).isZero();
  }

  @Test
  @DisplayName("is given up where nothing is heard while it is prepared, and made again")
  void silent() {
    line.open();
    timers.remove().run();
    assertThat(closes).isEqualTo(1);
    assertThat(line.problem()).isPresent();
    timers.remove().run();
    assertThat(connects).isEqualTo(2);
  }

  @Test
  @DisplayName("is given up when its user says so, but not for what another one did")
  void givenUp() {
    prepared.complete(null);
    line.open();
    line.giveUp(connection(), new IllegalStateException("of an earlier one"));
    assertThat(line.up()).contains(connection);
    line.giveUp(connection, new IllegalStateException("of this one"));
    assertThat(line.up()).isEmpty();
    assertThat(closes).isEqualTo(1);
  }

  @Test
  @DisplayName("is watched, and made again, whatever its user makes of that")
  void userFails() {
    failing = true;
    prepared.complete(null);
    line.open();
    assertThat(line.up()).contains(connection);
    assertThat(timers).as("the next ping, and the limit").hasSize(2);
    assertThatThrownBy(() -> line.giveUp(connection, new IllegalStateException("gone")))
        .isInstanceOf(AssertionError.class);
    timers.removeLast().run();
    assertThat(connects).isEqualTo(2);
  }

  /** Until all that is due has been done. */
  private void letTimePass() {
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  private void breakOff() {
    pong.completeExceptionally(new RedisException("broken off"));
  }

  @Test
  @DisplayName("is worth waiting for after two that broke off, not after a third")
  void worthWaitingFor() {
    prepared.complete(null);
    pong = new CompletableFuture<>();
    line.open();
    breakOff();
    assertThat(line.problem()).isPresent();
    assertThat(line.failure()).isEmpty();
    pong = CompletableFuture.completedFuture(null);
    letTimePass();
    assertThat(line.up()).isPresent();
    line.giveUp(connection, new RedisException("broken off when it was up"));
    assertThat(line.failure()).isEmpty();
    pong = new CompletableFuture<>();
    letTimePass();
    breakOff();
    assertThat(line.failure().orElseThrow()).hasMessage("broken off");
    pong = CompletableFuture.completedFuture(null);
    letTimePass();
    assertThat(line.up()).isPresent();
    assertThat(line.failure()).isEmpty();
  }

  @Test
  @DisplayName("is not worth waiting for where none can be made, Redis refuses, or is silent")
  void notWorthWaitingFor() {
    reachable = false;
    line.open();
    assertThat(line.failure()).containsInstanceOf(ConnectException.class);
    reachable = true;
    pong = CompletableFuture.failedFuture(new RedisCommandExecutionException("NOPERM"));
    prepared.complete(null);
    letTimePass();
    assertThat(line.failure()).containsInstanceOf(RedisCommandExecutionException.class);
    pong = new CompletableFuture<>();
    letTimePass();
    letTimePass();
    assertThat(line.failure()).containsInstanceOf(TimeoutException.class);
  }
}
