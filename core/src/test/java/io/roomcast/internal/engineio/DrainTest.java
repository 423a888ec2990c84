package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.POLLING;
import static io.roomcast.internal.engineio.EngineFixture.WEBSOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final EngineFixture fixture = new EngineFixture();

  private CompletableFuture<Void> drain(Duration grace) {
    return fixture.engine.drain(grace).toCompletableFuture();
  }

  private static void assertClosed(EngineFixture.RecordingListener listener) {
    assertThat(listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
  }

  /** WebSockets, whose ends are written down. */
  private List<Integer> openMany(int count) {
    List<Integer> ended = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      fixture.listenerOf(fixture.openWebSocket()).onClose = () -> ended.add(number);
    }
    return ended;
  }

  @Test
  @DisplayName("EIO-75 EIO-77 a polling client is given its queue by its next poll, then the close")
  void polling() {
    PollingClient client = fixture.openPolling();
    client.send("a");
    client.send("b");
    CompletableFuture<Void> drained = drain(LONG);

    assertThat(drained).isNotDone();
    FakeExchange queue = client.poll();
    assertThat(queue.responseText()).isEqualTo("4a\u001e4b");
    assertThat(queue.responseHeaders().first("Connection")).as("it is to poll again").isEmpty();
    assertThat(drained).isNotDone();
    FakeExchange last = client.poll();
    assertThat(last.responseText()).isEqualTo("6\u001e1");
    assertThat(last.responseHeaders().first("Connection"))
        .as("by another connection it may come to another server")
        .hasValue("close");
    assertThat(drained).isCompleted();
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-77 a poll that waits is answered with the close at once")
  void waitingPoll() {
    PollingClient client = fixture.openPolling();
    FakeExchange poll = client.poll();
    assertThat(drain(LONG)).isCompleted();
    assertThat(poll.responseText()).isEqualTo("1");
    assertThat(poll.responseHeaders().first("Connection")).hasValue("close");
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-77 a session that ends by itself leaves the client's connection open")
  void endsAlone() {
    PollingClient client = fixture.openPolling();
    FakeExchange poll = client.poll();
    client.session().close();
    assertThat(poll.responseText()).isEqualTo("1");
    assertThat(poll.responseHeaders().first("Connection")).isEmpty();
  }

  @Test
  @DisplayName("EIO-75 EIO-77 what waits for a WebSocket that does not read goes before its close")
  void webSocket() {
    FakeWebSocket client = fixture.openWebSocket().stall();
    EngineFixture.RecordingListener listener = fixture.listenerOf(client);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      String text = i + "x".repeat(16 * 1024);
      assertThat(listener.session.send(EngineFixture.unit(text))).isEqualTo(SendResult.QUEUED);
      sent.add("4" + text);
    }
    assertThat(client.framesAfterOpen()).as("it waits in the session").isEmpty();

    assertThat(drain(LONG)).isCompleted();
    assertThat(client.framesAfterOpen()).isEqualTo(sent);
    assertThat(client.closeCode()).hasValue(1005);
    assertThat(client.terminated()).as("the transport sees to the rest").isFalse();
    assertClosed(listener);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-60 EIO-77 a client that is upgrading gets its queue where it goes")
  void upgrading() {
    PollingClient client = fixture.openPolling();
    FakeWebSocket probe = client.attach().receive("2probe");
    client.send("a");
    CompletableFuture<Void> drained = drain(LONG);
    assertThat(drained).isNotDone();
    probe.clearFrames();
    probe.receive("5");

    assertThat(probe.frames()).containsExactly("4a");
    assertThat(probe.closeCode()).hasValue(1005);
    assertThat(drained).isCompleted();
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-60 EIO-77 a client that begins to upgrade is left on polling, with its queue")
  void upgradesLate() {
    PollingClient client = fixture.openPolling();
    client.send("a");
    CompletableFuture<Void> drained = drain(LONG);

    assertThat(client.attach().closeCode()).hasValue(1005);
    assertThat(client.poll().responseText()).isEqualTo("4a");
    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    assertThat(drained).isCompleted();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 newcomers are refused with 503 from its beginning")
  void newcomers() {
    PollingClient client = fixture.openPolling();
    CompletableFuture<Void> drained = drain(LONG);
    for (FakeExchange late : List.of(FakeExchange.get(POLLING), FakeExchange.upgrade(WEBSOCKET))) {
      assertThat(fixture.request(late).status()).isEqualTo(503);
      assertThat(late.responseHeaders().first("Retry-After")).isPresent();
      assertThat(late.responseHeaders().first("Connection")).hasValue("close");
    }
    assertThat(drained).isNotDone();
    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    assertThat(drained).isCompleted();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 until its turn comes, a session goes on as before")
  void goesOn() {
    List<FakeWebSocket> clients =
        IntStream.range(0, 100).mapToObj(i -> fixture.openWebSocket()).toList();
    CompletableFuture<Void> drained = drain(LONG);
    List<FakeWebSocket> there =
        clients.stream().filter(client -> !client.closedByServer()).toList();
    assertThat(there).hasSize(50);
    for (FakeWebSocket client : there) {
      client.receive("4question");
      EngineFixture.RecordingListener listener = fixture.listenerOf(client);
      assertThat(listener.messages).containsExactly("question");
      assertThat(listener.session.send(EngineFixture.unit("answer"))).isEqualTo(SendResult.QUEUED);
      assertThat(client.framesAfterOpen()).containsExactly("4answer");
    }
    there.get(0).end(1005);
    assertThat(fixture.listenerOf(there.get(0)).closes)
        .containsExactly(CloseReason.TRANSPORT_CLOSE);
    fixture.timers.advance(Drain.BETWEEN_WAVES.multipliedBy(2));
    assertThat(drained).isCompleted();
    there.stream().skip(1).map(fixture::listenerOf).forEach(DrainTest::assertClosed);
    assertThat(clients).allMatch(FakeWebSocket::closedByServer);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 requests that pass the application's middlewares are served as well")
  void middlewares() {
    EngineFixture other = new EngineFixture(options -> options.use((exchange, response) -> true));
    PollingClient client = other.openPolling();
    client.send("a");
    CompletableFuture<Void> drained = other.engine.drain(LONG).toCompletableFuture();
    assertThat(client.poll().responseText()).isEqualTo("4a");
    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    assertThat(drained).isCompleted();
    other.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 a thousand sessions are closed in a second, at most 5 % of them at a time")
  void waves() {
    List<Integer> ended = openMany(1000);
    List<Integer> sizes = new ArrayList<>();
    List<Integer> times = new ArrayList<>();
    CompletableFuture<Void> drained = drain(LONG);
    int before = 0;
    for (int millis = 0; !drained.isDone(); millis++) {
      if (ended.size() > before) {
        sizes.add(ended.size() - before);
        times.add(millis);
        before = ended.size();
      }
      fixture.timers.advance(Duration.ofMillis(1));
    }
    sizes.add(ended.size() - before);

    assertThat(sizes).hasSize(20).containsOnly(50);
    List<Integer> pauses =
        IntStream.range(1, times.size()).mapToObj(i -> times.get(i) - times.get(i - 1)).toList();
    assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(24, 76));
    assertThat(pauses.stream().distinct().count()).as("jitter").isGreaterThan(1);
    assertThat(ended).isNotEqualTo(IntStream.range(0, 1000).boxed().toList());
    Collections.sort(ended);
    assertThat(ended).isEqualTo(IntStream.range(0, 1000).boxed().toList());
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 who would stand next to each other is not closed in that order")
  void shuffled() {
    List<Integer> inOrderOfIndex = new ArrayList<>();
    EngineFixture first = new EngineFixture(options -> options.sessionIds(DrainTest::nextId));
    nextId = 0;
    for (int i = 0; i < 200; i++) {
      int number = i;
      first.listenerOf(first.openWebSocket()).onClose = () -> inOrderOfIndex.add(number);
    }
    first.engine.close().toCompletableFuture().join();
    List<Integer> drained = new ArrayList<>();
    EngineFixture second = new EngineFixture(options -> options.sessionIds(DrainTest::nextId));
    nextId = 0;
    for (int i = 0; i < 200; i++) {
      int number = i;
      second.listenerOf(second.openWebSocket()).onClose = () -> drained.add(number);
    }
    CompletableFuture<Void> done = second.engine.drain(LONG).toCompletableFuture();
    second.timers.advance(Duration.ofSeconds(1));
    assertThat(done).isCompleted();
    assertThat(drained).hasSize(200).isNotEqualTo(inOrderOfIndex);
  }

  private static int nextId;

  private static CompletableFuture<String> nextId(Object request) {
    return CompletableFuture.completedFuture("id" + nextId++);
  }

  @ParameterizedTest
  @DisplayName("EIO-77 all are closed before the end of a short grace, in as many waves as fit")
  @CsvSource({"400, 4", "100, 1", "1, 1"})
  void shortGrace(int grace, int waves) {
    List<Integer> ended = openMany(1000);
    CompletableFuture<Void> drained = drain(Duration.ofMillis(grace));
    assertThat(ended).hasSize(1000 / waves);
    fixture.timers.advance(Duration.ofMillis(grace - 1));
    assertThat(drained).isCompleted();
    assertThat(ended).hasSize(1000);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 at the end of the grace it is over, and close discards whoever is left")
  void graceEnds() {
    PollingClient client = fixture.openPolling();
    client.send("a");
    CompletableFuture<Void> drained = drain(Duration.ofSeconds(5));
    fixture.timers.advance(Duration.ofMillis(4999));
    assertThat(drained).isNotDone();
    assertThat(fixture.engine.sessionCount()).isOne();
    fixture.timers.advance(Duration.ofMillis(1));
    assertThat(drained).isCompleted();
    assertThat(client.listener.closes).isEmpty();

    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    client.assertClosed(CloseReason.FORCED_CLOSE);
  }

  @Test
  @DisplayName("EIO-77 EIO-79 a second call shortens the grace, a third does not prolong it")
  void shortened() {
    PollingClient client = fixture.openPolling();
    CompletableFuture<Void> first = drain(Duration.ofDays(1));
    CompletableFuture<Void> second = drain(Duration.ofSeconds(1));
    CompletableFuture<Void> third = drain(Duration.ofDays(1));
    fixture.timers.advance(Duration.ofMillis(999));
    assertThat(first).isNotDone();
    fixture.timers.advance(Duration.ofMillis(1));
    assertThat(List.of(first, second, third)).allSatisfy(it -> assertThat(it).isCompleted());
    assertThat(drain(Duration.ofDays(1))).as("afterwards").isCompleted();
    assertThat(client.listener.closes).isEmpty();
    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 EIO-79 where less time is left, the waves to come are larger")
  void hastened() {
    List<Integer> ended = openMany(1000);
    CompletableFuture<Void> drained = drain(LONG);
    assertThat(ended).hasSize(50);
    CompletableFuture<Void> again = drain(LONG);
    assertThat(ended).as("no shorter, but a wave is due with the call").hasSize(100);
    CompletableFuture<Void> hastened = drain(Duration.ofMillis(200));
    assertThat(ended).as("half of the rest").hasSize(550);
    drain(Duration.ZERO);
    assertThat(List.of(drained, again, hastened)).allSatisfy(it -> assertThat(it).isCompleted());
    assertThat(ended).hasSize(1000);
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 EIO-79 a wave that was due when a later call came does not come as well")
  void oneChain() {
    List<Runnable> due = new ArrayList<>();
    EngineFixture late =
        new EngineFixture(
            options -> options,
            Runnable::run,
            timers ->
                (delay, task) -> {
                  if (delay.compareTo(Drain.BETWEEN_WAVES.multipliedBy(2)) > 0) {
                    return timers.schedule(delay, task);
                  }
                  due.add(task);
                  return () -> {}; // too late: it is about to run
                });
    for (int i = 0; i < 1000; i++) {
      late.openWebSocket();
    }
    CompletableFuture<Void> drained = late.engine.drain(LONG).toCompletableFuture();
    assertThat(late.engine.sessionCount()).isEqualTo(950);
    CompletableFuture<Void> again = late.engine.drain(LONG).toCompletableFuture();
    int left = late.engine.sessionCount();
    assertThat(left).isEqualTo(900);
    assertThat(due).hasSize(2);
    due.get(0).run();
    assertThat(late.engine.sessionCount()).as("of the first call").isEqualTo(left);
    assertThat(due).hasSize(2);

    for (int i = 1; i < due.size(); i++) {
      due.get(i).run();
    }
    assertThat(List.of(drained, again)).allSatisfy(it -> assertThat(it).isCompleted());
    late.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 without a session there is nothing to wait for")
  void nobody() {
    assertThat(drain(LONG)).isCompleted();
    PollingClient[] gone = new PollingClient[1];
    EngineFixture other = new EngineFixture();
    gone[0] = other.openPolling();
    CompletableFuture<Void> drained = other.engine.drain(LONG).toCompletableFuture();
    gone[0].post("1");
    assertThat(drained).as("the last one went by itself").isCompleted();
    other.assertEmpty();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("EIO-77 a close in the middle of it discards all, and nothing is left of it")
  void closed() {
    List<Integer> ended = openMany(300);
    CompletableFuture<Void> drained = drain(LONG);
    assertThat(fixture.engine.close().toCompletableFuture()).isCompleted();
    assertThat(ended).hasSize(300);
    assertThat(drained).isCompleted();
    fixture.assertEmpty();
  }
}
