package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static io.roomcast.internal.engineio.EngineFixture.WEBSOCKET;
import static io.roomcast.internal.engineio.EngineFixture.unit;
import static io.roomcast.testing.Latches.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Admission.Verdict;
import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("SEC-22 clients that come and go in every state leave nothing behind")
class StormTest {
  private static final int THREADS = 4;
  private static final int CLIENTS_PER_THREAD = 1_500;

  private final Queue<CompletableFuture<Verdict>> undecided = new ConcurrentLinkedQueue<>();
  private final Queue<FakeWebSocket> webSockets = new ConcurrentLinkedQueue<>();
  private final Queue<FakeExchange> exchanges = new ConcurrentLinkedQueue<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final EngineFixture fixture =
      new EngineFixture(
          options ->
              options
                  .maxQueuedBytes(1_000)
                  .handshakeTimeout(Duration.ofDays(1)) // the clock runs wild here
                  .admission(
                      request -> request.query().containsKey("think") ? think() : Verdict.allow()));

  private CompletableFuture<Verdict> think() {
    CompletableFuture<Verdict> verdict = new CompletableFuture<>();
    undecided.add(verdict);
    return verdict;
  }

  private FakeExchange keep(FakeExchange exchange) {
    exchanges.add(exchange);
    return exchange;
  }

  private FakeWebSocket keep(FakeWebSocket webSocket) {
    webSockets.add(webSocket);
    return webSocket;
  }

  private void visit(int state) {
    switch (state) {
      case 0 -> keep(fixture.request(FakeExchange.get(POLLING + "&think=1"))).abort();
      case 1 -> keep(fixture.request(FakeExchange.upgrade(WEBSOCKET + "&think=1"))).abort();
      case 2 -> keep(fixture.request(FakeExchange.get(POLLING).holdWriting())).abort();
      case 3 -> keep(fixture.request(FakeExchange.upgrade(WEBSOCKET))).failUpgrade();
      case 4 -> fixture.openPolling(); // and is never heard of again
      case 5 -> keep(fixture.openPolling().poll()).abort();
      case 6 -> keep(fixture.openPolling().beginPost()).abort();
      case 7 -> {
        PollingClient client = fixture.openPolling();
        client.session().readable(false);
        keep(client.post("4a")).abort();
      }
      case 8 -> {
        PollingClient client = fixture.openPolling();
        FakeExchange poll = keep(client.poll());
        keep(client.attach());
        poll.abort();
      }
      case 9 -> {
        PollingClient client = fixture.openPolling();
        FakeExchange poll = keep(client.poll());
        keep(client.attach()).receive("2probe").end(1006);
        poll.abort();
      }
      case 10 -> {
        PollingClient client = fixture.openPolling();
        keep(client.poll());
        keep(client.attach()).receive("2probe"); // and is never heard of again
      }
      case 11 -> keep(fixture.openPolling().attach()).receive("2probe").receive("5").end(1001);
      case 12 -> {
        PollingClient client = fixture.openPolling();
        client.session().send(unit("never fetched"));
        client.session().close();
      }
      case 13 -> {
        FakeWebSocket webSocket = keep(openWebSocket()).stall();
        EngineSession session = fixture.listenerOf(webSocket).session;
        for (int i = 0; i < 20; i++) {
          session.send(unit("x".repeat(100)));
        }
      }
      case 14 -> {
        PollingClient client = fixture.openPolling();
        FakeWebSocket webSocket = keep(client.attach()).receive("2probe");
        client.session().send(unit("last"));
        client.session().close();
        webSocket.receive("5");
      }
      default -> keep(openWebSocket()).receive("nonsense");
    }
  }

  private FakeWebSocket openWebSocket() {
    return fixture.request(FakeExchange.upgrade(WEBSOCKET)).openWebSocket();
  }

  @Test
  void storm() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> visitors = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      Random random = new Random(number);
      visitors.add(start(() -> visits(random)));
    }
    Thread noise = start(() -> makeNoise(over));
    for (Thread visitor : visitors) {
      visitor.join(100_000);
    }
    over.set(true);
    noise.join(10_000);
    undecided.forEach(verdict -> verdict.complete(new Verdict(true, Optional.empty())));
    fixture.timers.advance(Duration.ofMinutes(5)); // nobody answers a ping

    assertThat(failures).isEmpty();
    fixture.assertEmpty();
    assertThat(fixture.listeners.values())
        .hasSizeGreaterThan(THREADS * CLIENTS_PER_THREAD / 2)
        .allSatisfy(StormTest::assertOver);
    assertThat(webSockets)
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.isWritable() && !it.closedByServer()).isFalse());
    assertThat(exchanges).isNotEmpty().allSatisfy(it -> assertThat(it.answered()).isTrue());
  }

  private static void assertOver(RecordingListener listener) {
    assertThat(listener.closes).hasSize(1).doesNotContainNull();
    assertThat(listener.session.send(unit("late"))).isEqualTo(SendResult.CLOSED);
    assertThat(((Session) listener.session).waitingBytes()).isZero();
  }

  private Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
    thread.start();
    return thread;
  }

  private void visits(Random random) {
    for (int i = 0; i < CLIENTS_PER_THREAD; i++) {
      visit(random.nextInt(16));
    }
  }

  /** Broadcasts, pauses and the clock go on all the while. */
  private void makeNoise(AtomicBoolean over) {
    List<EngineMessage> news = unit("news");
    while (!over.get()) {
      for (RecordingListener listener : fixture.listeners.values()) {
        if (listener.closes.isEmpty()) {
          listener.session.sendVolatile(news);
          listener.session.readable(false);
          listener.session.readable(true);
        }
      }
      fixture.timers.advance(Duration.ofMillis(50));
    }
  }

  @Test
  @DisplayName("EIO-3 EIO-77 a close of the engine in a storm leaves nothing, no timer either")
  void closeDuringStorm() throws InterruptedException {
    CountDownLatch inTheMiddle = new CountDownLatch(THREADS);
    List<Thread> visitors = new ArrayList<>();
    for (int number = 0; number < THREADS; number++) {
      Random random = new Random(100 + number);
      visitors.add(
          start(
              () -> {
                for (int i = 0; i < CLIENTS_PER_THREAD / 3; i++) {
                  if (i == CLIENTS_PER_THREAD / 6) {
                    inTheMiddle.countDown();
                  }
                  tryVisit(random.nextInt(16));
                }
              }));
    }
    Thread closer =
        start(
            () -> {
              await(inTheMiddle);
              fixture.engine.close().toCompletableFuture().join();
            });
    for (Thread visitor : visitors) {
      visitor.join(100_000);
    }
    closer.join(10_000);
    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    undecided.forEach(verdict -> verdict.complete(new Verdict(true, Optional.empty())));

    assertThat(failures).isEmpty();
    fixture.assertEmpty();
    assertThat(fixture.listeners.values())
        .isNotEmpty()
        .allSatisfy(StormTest::assertOver)
        .anySatisfy(it -> assertThat(it.closes).containsExactly(CloseReason.FORCED_CLOSE));
  }

  /** The engine may close in the middle of a visit, which the visitor's own checks then notice. */
  private void tryVisit(int state) {
    try {
      visit(state);
    } catch (AssertionError | NullPointerException | IndexOutOfBoundsException interrupted) {
      // what it was about to look at has gone
    }
  }
}
