package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.AckTimeoutException;
import io.roomcast.EventArgs;
import io.roomcast.Socket;
import io.roomcast.SocketClosedException;
import io.roomcast.TooManyPendingAcksException;
import io.roomcast.engineio.CloseReason;
import io.roomcast.internal.concurrent.Backlog;
import io.roomcast.internal.concurrent.LimitHits;
import io.roomcast.internal.concurrent.Timers;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.testing.ManualTimers;
import io.roomcast.testing.Overlap;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AckTest {
  private final TestBed server = new TestBed();
  private final FakeSession client = server.join();
  private final Socket socket = server.socketOf(client);
  private final Backlog backlog = new Backlog(1, 1, on -> {});
  private final int idleTimers = server.timers.pending();

  private static void ask(Socket socket, Object... values) {
    var unused = socket.emitWithAck("q", values);
  }

  private static int pending(Socket socket) {
    return ((LocalSocket) socket).outbound().pendingAcks();
  }

  @Test
  @DisplayName("SIO-33 ids count from 0 per namespace, over all its sockets")
  void ids_per_namespace() {
    server.of("/chat");
    FakeSession other = server.connect().text("0", "0/chat,");
    ask(socket, 1);
    ask(server.socketOf(other));
    ask(server.of("/chat").sockets().iterator().next());

    assertThat(client.received()).last().isEqualTo("20[\"q\",1]");
    assertThat(other.received()).endsWith("21[\"q\"]", "2/chat,0[\"q\"]");
  }

  @Test
  @DisplayName(
      "API-25 the answer completes the future with its arguments and leaves nothing behind")
  void answered() {
    CompletableFuture<EventArgs> answer = socket.emitWithAck("q");
    client.text("30[\"a\",{\"n\":1},null]");

    assertThat(answer.join().toList()).containsExactly("a", Map.of("n", 1L), null);
    assertThat(pending(socket)).isZero();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);
  }

  @Test
  @DisplayName("SIO-33 an unknown id, and a second answer, are ignored")
  void unknown_id() {
    CompletableFuture<EventArgs> answer = socket.emitWithAck("q");
    client.text("399[1]", "30[\"first\"]", "30[\"second\"]");
    assertThat(answer.join().get(0)).isEqualTo("first");
    assertThat(client.closing).isFalse();
  }

  @Test
  @DisplayName("SIO-34 a client answers for its own sockets only")
  void only_own_ids() {
    FakeSession stranger = server.join();
    CompletableFuture<EventArgs> answer = socket.emitWithAck("q");
    stranger.text("30[\"forged\"]");
    assertThat(answer).isNotDone();
    assertThat(pending(socket)).isOne();
  }

  @Test
  @DisplayName("API-24 without an answer in time it fails; what comes later is ignored")
  void timeout() {
    CompletableFuture<EventArgs> byDefault = socket.emitWithAck("slow");
    CompletableFuture<EventArgs> sooner =
        socket.timeout(Duration.ofSeconds(5)).emitWithAck("quick");

    server.timers.advance(Duration.ofSeconds(5));
    assertThatThrownBy(sooner::join)
        .hasCauseInstanceOf(AckTimeoutException.class)
        .hasMessageContaining("operation has timed out")
        .hasMessageContaining("\"quick\"");
    assertThat(byDefault).isNotDone();
    server.timers.advance(Duration.ofSeconds(25));
    assertThatThrownBy(byDefault::join).hasCauseInstanceOf(AckTimeoutException.class);

    client.text("30[\"late\"]", "31[\"late\"]");
    assertThat(byDefault).isCompletedExceptionally();
    assertThat(pending(socket)).isZero();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);
    assertThatThrownBy(() -> socket.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_end_of_the_socket_fails_everything_at_once_even_while_a_listener_is_at_work() {
    ByHand executor = new ByHand();
    TestBed slow = new TestBed(executor);
    FakeSession quick = slow.connect().text("0");
    executor.runAll();
    Socket its = slow.socketOf(quick);
    CompletableFuture<EventArgs> answer = its.emitWithAck("q");
    quick.end(CloseReason.TRANSPORT_CLOSE);

    assertThat(answer).isDone(); // though nothing of the executor has run
    assertThatThrownBy(answer::join)
        .hasCauseInstanceOf(SocketClosedException.class)
        .hasMessageContaining("\"q\"");
    CompletableFuture<EventArgs> tooLate = its.emitWithAck("q");
    assertThatThrownBy(tooLate::join).hasCauseInstanceOf(SocketClosedException.class);
    assertThat(pending(its)).isZero();
    assertThat(slow.timers.pending()).isZero();
  }

  @Test
  void a_connection_that_is_closing_fails_the_question_at_once() {
    client.closing = true; // closed below, and not told yet
    CompletableFuture<EventArgs> answer = socket.emitWithAck("q");
    assertThatThrownBy(answer::join).hasCauseInstanceOf(SocketClosedException.class);
    assertThat(pending(socket)).isZero();
  }

  @Test
  void who_owes_too_many_answers_is_asked_no_more() {
    TestBed strict = TestBed.with(options -> options.maxPendingAcks(2));
    FakeSession debtor = strict.join();
    Socket its = strict.socketOf(debtor);
    ask(its);
    ask(its);
    assertThatThrownBy(its.emitWithAck("q")::join)
        .hasCauseInstanceOf(TooManyPendingAcksException.class);
    assertThat(debtor.received()).hasSize(3);

    debtor.text("30[]");
    assertThat(its.emitWithAck("q")).isNotDone();
    assertThat(pending(its)).isEqualTo(2);
  }

  @Test
  void a_future_that_the_application_cancels_is_owed_no_more() {
    CompletableFuture<EventArgs> answer = socket.emitWithAck("q");
    answer.cancel(false);
    assertThat(pending(socket)).isZero();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);
    client.text("30[1]");
    assertThat(answer).isCancelled();
  }

  @Test
  @DisplayName("answer, timeout and close race: exactly one completes the future, nothing is left")
  void exactly_once() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    AtomicInteger timeouts = new AtomicInteger();
    AtomicInteger closes = new AtomicInteger();
    try (Overlap overlap = new Overlap()) {
      for (int round = 0; round < 2000; round++) {
        ManualTimers timers = new ManualTimers();
        PendingAcks acks = new PendingAcks("s", backlog, 10, new LimitHits());
        AtomicInteger completions = new AtomicInteger();
        CompletableFuture<EventArgs> future =
            new CompletableFuture<>() {
              @Override
              public boolean complete(EventArgs value) {
                completions.incrementAndGet();
                answers.incrementAndGet();
                return super.complete(value);
              }

              @Override
              public boolean completeExceptionally(Throwable cause) {
                completions.incrementAndGet();
                (cause instanceof AckTimeoutException ? timeouts : closes).incrementAndGet();
                return super.completeExceptionally(cause);
              }
            };
        expect(acks, timers, future);
        overlap.run(
            () -> acks.answered(7, Arguments.none()),
            () -> timers.advance(Duration.ofSeconds(1)),
            acks::close);
        assertThat(completions).hasValue(1);
        assertThat(future).isDone();
        assertThat(acks.size()).isZero();
        assertThat(timers.pending()).isZero();
      }
    }
    assertThat(answers.get() + timeouts.get() + closes.get()).isEqualTo(2000);
  }

  private static boolean expect(
      PendingAcks acks, Timers timers, CompletableFuture<EventArgs> future) {
    AwaitedAnswer answer = new AwaitedAnswer("q", Duration.ofSeconds(1), 10, future);
    boolean expected = acks.expect(7, answer);
    answer.limit(acks, 7, timers);
    return expected;
  }

  /** Does something else in the very moment in which a timer is being set. */
  private record Interfering(Timers timers, Consumer<Integer> meanwhile) implements Timers {
    @Override
    public Timeout schedule(Duration delay, Runnable task) {
      meanwhile.accept(0);
      return timers.schedule(delay, task);
    }
  }

  @Test
  void a_close_between_the_registration_and_its_timer_leaves_neither() {
    ManualTimers timers = new ManualTimers();
    PendingAcks[] acks = new PendingAcks[1];
    acks[0] = new PendingAcks("s", backlog, 10, new LimitHits());
    CompletableFuture<EventArgs> future = new CompletableFuture<>();
    expect(acks[0], new Interfering(timers, n -> acks[0].close()), future);

    assertThatThrownBy(future::join).hasCauseInstanceOf(SocketClosedException.class);
    assertThat(acks[0].size()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void what_is_asked_after_the_close_fails_at_once() {
    ManualTimers timers = new ManualTimers();
    PendingAcks acks = new PendingAcks("s", backlog, 10, new LimitHits());
    acks.close();
    CompletableFuture<EventArgs> future = new CompletableFuture<>();

    assertThat(expect(acks, timers, future)).isFalse();
    assertThatThrownBy(future::join).hasCauseInstanceOf(SocketClosedException.class);
    assertThat(acks.size()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void a_timer_that_fires_at_once_leaves_nothing() {
    ManualTimers timers = new ManualTimers();
    Timers atOnce =
        (delay, task) -> {
          task.run();
          return timers.schedule(delay, task);
        };
    PendingAcks acks = new PendingAcks("s", backlog, 10, new LimitHits());
    CompletableFuture<EventArgs> future = new CompletableFuture<>();
    expect(acks, atOnce, future);

    assertThatThrownBy(future::join).hasCauseInstanceOf(AckTimeoutException.class);
    assertThat(acks.size()).isZero();
    assertThat(timers.pending()).isZero();
  }
}
