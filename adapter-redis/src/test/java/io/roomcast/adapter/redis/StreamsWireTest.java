package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.adapter.cluster.ClusterEnvelope;
import io.roomcast.spi.adapter.cluster.ClusterMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A namespace of the streams adapter that has no connection")
class StreamsWireTest {
  private static final ClusterEnvelope JOIN =
      new ClusterEnvelope(
          "server", "/", new ClusterMessage.SocketsJoin(Selection.all(), Set.of("r")));

  private final HealthMonitor health =
      new HealthMonitor("redis://nowhere", state -> {}, InstantSource.system());
  private final StreamsWire wire =
      new StreamsWire(
          "/",
          "server",
          "socket.io",
          Topic::channel,
          new StreamReaders(
              new StreamSettings("stream", 1, 100, 100, Duration.ofSeconds(1), "", true)),
          new SharedConnections(RedisConnector.to("redis://127.0.0.1:1"), health),
          health,
          Runnable::run);

  @Test
  @DisplayName("RED-29 refuses more than is bounded while another thread delivers, and counts it")
  void bounded() throws InterruptedException {
    List<Integer> done = new ArrayList<>();
    CountDownLatch delivering = new CountDownLatch(1);
    CountDownLatch delivered = new CountDownLatch(1);
    Thread slow =
        new Thread(
            () ->
                wire.append(
                    JOIN,
                    offset -> {
                      delivering.countDown();
                      awaitEnd(delivered);
                    }));
    slow.start();
    assertThat(delivering.await(20, TimeUnit.SECONDS)).isTrue();
    List<CompletionStage<Void>> outcomes = new ArrayList<>();
    for (int i = 0; i < OwnEntries.MAX_ENTRIES; i++) {
      int number = i;
      outcomes.add(wire.append(JOIN, offset -> done.add(number)));
    }
    assertThat(health.health().dropped()).isZero();
    assertThatThrownBy(() -> wire.append(JOIN, offset -> done.add(-1)))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(health.health().dropped()).isEqualTo(1);
    assertThat(outcomes).noneMatch(outcome -> outcome.toCompletableFuture().isDone());
    delivered.countDown();
    slow.join();
    assertThat(done).isEqualTo(IntStream.range(0, OwnEntries.MAX_ENTRIES).boxed().toList());
    assertThat(outcomes)
        .allMatch(outcome -> outcome.toCompletableFuture().isCompletedExceptionally());
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
