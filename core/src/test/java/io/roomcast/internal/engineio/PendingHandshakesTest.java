package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static io.roomcast.internal.engineio.EngineFixture.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.Admission.Verdict;
import io.roomcast.engineio.EngineOptionsBuilder;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.ManualTimers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@DisplayName("What clients can have the application do at a time is bounded")
class PendingHandshakesTest {
  private static final Verdict YES = new Verdict(true, Optional.empty());

  private final Queue<Runnable> executor = new ArrayDeque<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Queue<CompletableFuture<Verdict>> undecided = new ArrayDeque<>();

  private EngineFixture fixture(UnaryOperator<EngineOptionsBuilder> options) {
    return new EngineFixture(options, executor::add);
  }

  /** Admission that takes its time. */
  private EngineOptionsBuilder thinking(EngineOptionsBuilder options) {
    return options.admission(
        request -> {
          asked.incrementAndGet();
          CompletableFuture<Verdict> verdict = new CompletableFuture<>();
          undecided.add(verdict);
          return verdict;
        });
  }

  private void runExecutor() {
    for (Runnable task = executor.poll(); task != null; task = executor.poll()) {
      task.run();
    }
  }

  private void assertRetryLater(FakeExchange exchange) {
    assertThat(exchange.status()).isEqualTo(503);
    assertThat(exchange.responseHeaders().first("Retry-After")).isPresent();
  }

  @Test
  @DisplayName("a client that goes keeps its seat until its turn, and is not asked about then")
  void abortedInQueue() {
    EngineFixture fixture = fixture(options -> thinking(options).maxSessions(2));
    for (int i = 0; i < 2; i++) {
      fixture.request(FakeExchange.get(POLLING)).abort();
    }
    assertRetryLater(fixture.request(FakeExchange.get(POLLING)));
    assertThat(executor).hasSize(2);

    runExecutor();

    assertThat(asked).hasValue(0);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("a client that goes keeps its seat while the application is at it")
  void abortedWhileAsked() {
    EngineFixture fixture = fixture(options -> thinking(options).maxSessions(1));
    FakeExchange first = fixture.request(FakeExchange.get(POLLING));
    runExecutor();
    first.abort();
    assertThat(first.answered()).isTrue();
    assertRetryLater(fixture.request(FakeExchange.get(POLLING)));

    undecided.remove().complete(YES);

    assertThat(fixture.listeners).isEmpty();
    fixture.assertEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {POLLING, WEBSOCKET})
  @DisplayName(
      "over maxPendingHandshakes a handshake is answered 503, and the application not asked")
  void tooMany(String target) {
    EngineFixture fixture = fixture(options -> thinking(options).maxPendingHandshakes(2));
    FakeExchange first = fixture.request(FakeExchange.get(POLLING));
    fixture.request(FakeExchange.get(POLLING)).abort();
    boolean upgrade = target.equals(WEBSOCKET);
    FakeExchange third =
        fixture.request(upgrade ? FakeExchange.upgrade(target) : FakeExchange.get(target));
    assertRetryLater(third);
    assertThat(fixture.engine.seatsTaken()).isEqualTo(2);
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("maxPendingHandshakes", 1L));

    runExecutor();
    undecided.remove().complete(YES);

    assertThat(asked).hasValue(1);
    assertThat(first.status()).isEqualTo(200);
    assertThat(fixture.engine.requestsInUserCode()).isZero();
    assertThat(fixture.engine.seatsTaken()).isEqualTo(1);
  }

  @Test
  @DisplayName("requests in middlewares count, too")
  void tooManyInMiddlewares() {
    EngineFixture fixture =
        fixture(
            options ->
                options
                    .maxPendingHandshakes(2)
                    .use(
                        (exchange, response) -> {
                          asked.incrementAndGet();
                          return true;
                        }));
    FakeExchange first = fixture.request(FakeExchange.get(POLLING));
    FakeExchange second = fixture.request(FakeExchange.get(POLLING)).abort();
    FakeExchange third = fixture.request(FakeExchange.get(POLLING));
    assertRetryLater(third);

    runExecutor();

    assertThat(first.status()).isEqualTo(200);
    assertThat(second.answered()).isTrue();
    assertThat(asked).hasValue(1);
    assertThat(fixture.engine.requestsInUserCode()).isZero();
  }

  /** Where the application can take its time. */
  enum Step {
    MIDDLEWARE {
      @Override
      EngineOptionsBuilder waitFor(
          Supplier<CompletableFuture<Void>> end, EngineOptionsBuilder options) {
        return options.use(
            (exchange, response) -> {
              end.get().join();
              return true;
            });
      }
    },
    ADMISSION {
      @Override
      EngineOptionsBuilder waitFor(
          Supplier<CompletableFuture<Void>> end, EngineOptionsBuilder options) {
        return options.admission(request -> end.get().thenApply(nothing -> YES));
      }
    },
    IDS {
      @Override
      EngineOptionsBuilder waitFor(
          Supplier<CompletableFuture<Void>> end, EngineOptionsBuilder options) {
        return options.sessionIds(request -> end.get().thenApply(nothing -> "id"));
      }
    },
    HEADERS {
      @Override
      EngineOptionsBuilder waitFor(
          Supplier<CompletableFuture<Void>> end, EngineOptionsBuilder options) {
        return options.initialHeaders((request, headers) -> end.get().join());
      }
    };

    abstract EngineOptionsBuilder waitFor(
        Supplier<CompletableFuture<Void>> end, EngineOptionsBuilder options);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "EIO-3 after handshakeTimeout a client is answered 503; its place is kept until the end")
  void timeout(Step step) throws InterruptedException {
    CompletableFuture<Void> end = new CompletableFuture<>();
    CountDownLatch begun = new CountDownLatch(1);
    Supplier<CompletableFuture<Void>> work =
        () -> {
          begun.countDown();
          return end;
        };
    EngineFixture fixture = fixture(options -> step.waitFor(work, options));
    FakeExchange exchange = fixture.request(FakeExchange.get(POLLING));
    Thread application = new Thread(this::runExecutor);
    application.start();
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    fixture.timers.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(exchange.answered()).isFalse();
    fixture.timers.advance(Duration.ofNanos(1));
    assertRetryLater(exchange);
    assertThat(fixture.engine.requestsInUserCode()).isEqualTo(1);
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("handshakeTimeout", 1L));

    end.complete(null);
    application.join(30_000);

    assertThat(application.isAlive()).isFalse();
    assertThat(fixture.listeners).isEmpty();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("a handshake that is through in time is not touched by the time limit")
  void inTime() {
    EngineFixture fixture = fixture(this::thinking);
    FakeExchange exchange = fixture.request(FakeExchange.get(POLLING));
    runExecutor();
    undecided.remove().complete(YES);
    assertThat(fixture.timers.pending()).isEqualTo(1); // the heartbeat's
    fixture.timers.advance(Duration.ofSeconds(20));

    assertThat(exchange.status()).isEqualTo(200);
    assertThat(fixture.engine.sessionCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("refusals that onHandshakeError does not keep up with are dropped and counted")
  void refusalFlood() {
    AtomicInteger told = new AtomicInteger();
    EngineFixture fixture =
        fixture(options -> options.onHandshakeError(e -> told.getAndIncrement()));
    for (int i = 0; i < HandshakeErrors.MAX_WAITING + 10; i++) {
      fixture.request(FakeExchange.get(EngineFixture.PATH));
    }
    assertThat(executor).hasSize(1);

    runExecutor();
    assertThat(told).hasValue(HandshakeErrors.MAX_WAITING);
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("handshakeErrors", 10L));
    assertThat(fixture.engine.unheardRefusals()).isEqualTo(10);
    fixture.request(FakeExchange.get(EngineFixture.PATH));
    runExecutor();

    assertThat(told).hasValue(HandshakeErrors.MAX_WAITING + 1);
  }

  @Test
  @DisplayName("a step of our own that fails answers 500, and leaves neither place nor timer")
  void ownFailure() {
    ManualTimers timers = new ManualTimers();
    UserCode userCode = new UserCode(executor::add, 1);
    EngineLog log = new EngineLog(LoggerFactory.getLogger(getClass()), System::nanoTime);
    AtomicInteger over = new AtomicInteger();
    FakeExchange exchange = FakeExchange.get(POLLING);
    Consultation consultation =
        new Consultation(
            exchange, userCode, userCode.places(), log, new LimitHits(), over::incrementAndGet);
    assertThat(consultation.begin(timers, Duration.ofSeconds(1))).isTrue();
    consultation.call(
        () -> CompletableFuture.completedStage("fine"),
        (result, failure) -> {
          throw new NoClassDefFoundError("some/Class");
        });
    runExecutor();

    assertThat(exchange.status()).isEqualTo(500);
    assertThat(userCode.places().taken()).isZero();
    assertThat(timers.pending()).isZero();
    assertThat(over).hasValue(1);
    assertThat(consultation.end()).isFalse();
    assertThat(over).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {POLLING, WEBSOCKET, EngineFixture.PATH, POLLING + "&sid="})
  @DisplayName(
      "SEC-19 beyond the rate a handshake, and what is taken for one, is answered 503, and neither"
          + " middleware nor admission is asked")
  void beyondTheRate(String target) {
    AtomicInteger seen = new AtomicInteger();
    EngineFixture fixture =
        fixture(
            options ->
                thinking(options)
                    .maxHandshakesPerSecond(1)
                    .use(
                        (exchange, response) -> {
                          seen.incrementAndGet();
                          return true;
                        }));
    FakeExchange first = fixture.request(FakeExchange.get(POLLING));
    boolean upgrade = target.equals(WEBSOCKET);
    FakeExchange second =
        fixture.request(upgrade ? FakeExchange.upgrade(target) : FakeExchange.get(target));
    assertRetryLater(second);
    assertThat(fixture.engine.seatsTaken()).isZero();

    runExecutor();
    undecided.remove().complete(YES);
    assertThat(first.status()).isEqualTo(200);
    assertThat(seen).hasValue(1);
    assertThat(asked).hasValue(1);
    fixture.timers.advance(Duration.ofSeconds(1));
    fixture.request(FakeExchange.get(POLLING));
    runExecutor();
    assertThat(asked).hasValue(2);
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("maxHandshakesPerSecond", 1L));
  }

  @Test
  @DisplayName("SEC-19 polls, posts and the upgrade of an open session do not count for the rate")
  void openSessionsHaveNoRate() {
    EngineFixture fixture =
        new EngineFixture(
            options -> options.maxHandshakesPerSecond(1).maxHandshakesPerSecondPerAddress(1));
    EngineFixture.PollingClient client = fixture.openPolling();
    for (int i = 0; i < 10; i++) {
      assertThat(client.post("4a").responseText()).isEqualTo("ok");
    }
    client.send("b");
    assertThat(client.poll().responseText()).isEqualTo("4b");
    client.upgrade().receive("4c");
    assertThat(client.listener.messages).hasSize(11);

    assertRetryLater(fixture.request(FakeExchange.get(POLLING)));
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("maxHandshakesPerSecondPerAddress", 1L));
    client.session().discard();
    fixture.timers.advance(Duration.ofSeconds(2));
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("SEC-19 those who are told to come back later are not told to come at once")
  void spread() {
    EngineFixture fixture = new EngineFixture(options -> options.maxHandshakesPerSecond(1));
    fixture.openPolling();
    Set<Integer> seconds = new TreeSet<>();
    for (int i = 0; i < 1000; i++) {
      FakeExchange refused = fixture.request(FakeExchange.get(POLLING));
      seconds.add(Integer.valueOf(refused.responseHeaders().first("Retry-After").orElseThrow()));
    }
    assertThat(seconds).containsExactly(5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
  }

  private EngineOptionsBuilder counting(EngineOptionsBuilder options) {
    return options.use(
        (exchange, response) -> {
          asked.incrementAndGet();
          return true;
        });
  }

  private String openSession(EngineFixture fixture) {
    fixture.request(FakeExchange.get(POLLING));
    runExecutor();
    asked.set(0);
    return fixture.listeners.keySet().iterator().next();
  }

  @Test
  @DisplayName("SEC-19 an invented session id does not pass by the rate of handshakes")
  void inventedIds() {
    EngineFixture fixture = fixture(options -> counting(options).maxHandshakesPerSecond(2));
    for (int i = 0; i < 2; i++) {
      fixture.request(FakeExchange.get(POLLING + "&sid=x"));
    }
    assertRetryLater(fixture.request(FakeExchange.get(POLLING + "&sid=x")));
    runExecutor();
    assertThat(asked).hasValue(2);
    assertThat(fixture.hits.counts()).isEqualTo(Map.of("maxHandshakesPerSecond", 1L));
  }

  @Test
  @DisplayName("SEC-19 what is refused without the application being asked costs no handshake")
  void refusalsHaveNoRate() {
    EngineFixture fixture = new EngineFixture(options -> options.maxHandshakesPerSecond(1));
    for (String target : List.of(POLLING + "&sid=x", EngineFixture.PATH, WEBSOCKET)) {
      assertThat(fixture.request(FakeExchange.get(target)).status()).isEqualTo(400);
    }
    assertThat(fixture.request(FakeExchange.post(POLLING, "")).status()).isEqualTo(400);
    assertThat(fixture.hits.counts()).isEmpty();
    fixture.openPolling();
    assertRetryLater(fixture.request(FakeExchange.get(POLLING)));
  }

  @Test
  @DisplayName(
      "requests of open sessions find a place in middlewares, however many handshakes wait")
  void openSessionsInMiddlewares() {
    EngineFixture fixture = fixture(options -> counting(options).maxPendingHandshakes(1));
    String sid = openSession(fixture);
    FakeExchange newcomer = fixture.request(FakeExchange.get(POLLING));
    assertRetryLater(fixture.request(FakeExchange.get(POLLING)));
    FakeExchange post = fixture.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));
    FakeExchange poll = fixture.request(FakeExchange.get(POLLING + "&sid=" + sid));
    assertThat(fixture.engine.requestsInUserCode()).isEqualTo(3);
    runExecutor();

    assertThat(post.responseText()).isEqualTo("ok");
    assertThat(poll.answered()).as("it waits for packets").isFalse();
    assertThat(newcomer.status()).isEqualTo(200);
    assertThat(asked).hasValue(3);
    assertThat(fixture.engine.requestsInUserCode()).isZero();
  }

  @Test
  @DisplayName("a session has a few places in middlewares, and gets them back")
  void manyOfOneSession() {
    EngineFixture fixture = fixture(this::counting);
    String target = POLLING + "&sid=" + openSession(fixture);
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < SessionRequests.MAX_PER_SESSION; i++) {
        fixture.request(FakeExchange.post(target, "4a")).abort();
      }
      assertRetryLater(fixture.request(FakeExchange.post(target, "4a")));
      assertThat(fixture.hits.counts()).isEqualTo(Map.of("sessionRequests", (long) round));
      runExecutor();
      assertThat(fixture.engine.requestsInUserCode()).isZero();
    }
  }

  @Test
  @DisplayName("EIO-77 a server that ends asks no middleware about newcomers, and sends them away")
  void ending() {
    EngineFixture fixture = fixture(this::counting);
    var unused = fixture.engine.drain(Duration.ofSeconds(1));
    for (FakeExchange late : List.of(FakeExchange.get(POLLING), FakeExchange.upgrade(WEBSOCKET))) {
      assertRetryLater(fixture.request(late));
      assertThat(late.responseHeaders().first("Connection")).hasValue("close");
    }
    assertThat(executor).isEmpty();
    assertThat(fixture.hits.counts()).isEmpty();
  }

  @Test
  @DisplayName("EIO-77 newcomers that a server is at when it ends are sent to another one")
  void endsMeanwhile() {
    EngineFixture fixture = fixture(this::counting);
    FakeExchange early = fixture.request(FakeExchange.get(POLLING));
    var unused = fixture.engine.close();
    assertRetryLater(early);
    assertThat(early.responseHeaders().first("Connection")).hasValue("close");
    runExecutor();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("sessions that are open are not asked about, however many handshakes wait")
  void openSessions() {
    EngineFixture fixture = fixture(options -> thinking(options).maxPendingHandshakes(1));
    fixture.request(FakeExchange.get(POLLING));
    runExecutor();
    undecided.remove().complete(YES);
    String sid = fixture.listeners.keySet().iterator().next();
    fixture.request(FakeExchange.get(POLLING));
    FakeExchange post = fixture.request(FakeExchange.post(POLLING + "&sid=" + sid, "4a"));

    assertThat(post.responseText()).isEqualTo("ok");
  }
}
