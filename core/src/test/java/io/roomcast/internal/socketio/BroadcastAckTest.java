package io.roomcast.internal.socketio;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.Answers;
import io.roomcast.EventArgs;
import io.roomcast.MissingAnswersException;
import io.roomcast.Socket;
import io.roomcast.engineio.CloseReason;
import io.roomcast.spi.adapter.AckCollector;
import io.roomcast.spi.adapter.EmitFlags;
import io.roomcast.spi.adapter.LocalRooms;
import io.roomcast.spi.adapter.Selection;
import io.roomcast.spi.codec.Arguments;
import io.roomcast.spi.codec.EncodeException;
import io.roomcast.spi.codec.Packet;
import io.roomcast.spi.codec.PacketType;
import io.roomcast.testing.Overlap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BroadcastAckTest {
  private final TestBed server = new TestBed();
  private final FakeSession a = server.join();
  private final FakeSession b = server.join();
  private final FakeSession c = server.join();
  private final int idleTimers = server.timers.pending();

  private String id(FakeSession client) {
    return client.socketId("/");
  }

  private int owed(FakeSession... clients) {
    int sum = 0;
    for (FakeSession client : clients) {
      sum += ((LocalSocket) server.socketOf(client)).outbound().pendingAcks();
    }
    return sum;
  }

  private static List<Object> firsts(Answers<EventArgs> answers) {
    List<Object> firsts = new ArrayList<>();
    answers.forEach(answer -> firsts.add(answer.get(0)));
    return firsts;
  }

  @Test
  @DisplayName("SIO-33 ADP-6 all are asked under one id of the namespace, with one encoding")
  void one_id_and_one_encoding() {
    var first = server.socketOf(a).emitWithAck("single");
    var second = server.io().emitWithAck("q", 1);
    var third = server.socketOf(b).emitWithAck("single");
    assertThat(a.received()).endsWith("20[\"single\"]", "21[\"q\",1]");
    assertThat(b.received()).endsWith("21[\"q\",1]", "22[\"single\"]");
    assertThat(a.units().get(2)).isSameAs(b.units().get(1)).isSameAs(c.units().get(1));
    assertThat(List.of(first, second, third)).noneMatch(CompletableFuture::isDone);
  }

  @Test
  @DisplayName(
      "API-37 API-38 the answers of all, in the order of their arrival, and nothing is left")
  void all_answer() {
    CompletableFuture<Answers<EventArgs>> future = server.io().emitWithAck("q");
    assertThat(owed(a, b, c)).isEqualTo(3);
    b.text("30[\"b\",2]");
    c.text("30[]");
    assertThat(future).isNotDone();
    a.text("30[\"a\"]");

    Answers<EventArgs> answers = future.join();
    assertThat(answers.complete()).isTrue();
    assertThat(answers.requireComplete())
        .extracting(EventArgs::toList)
        .containsExactly(List.of("b", 2L), List.of(), List.of("a"));
    assertThat(owed(a, b, c)).isZero();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);
  }

  @Test
  @DisplayName("API-37 with nobody to ask it is complete at once")
  void nobody() {
    Answers<EventArgs> answers = server.io().to("empty").emitWithAck("q").getNow(null);
    assertThat(answers.complete()).isTrue();
    assertThat(answers).isEmpty();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);
  }

  @Test
  @DisplayName("API-37 without a timeout of its own it waits as long as any answer is waited for")
  void default_timeout() {
    CompletableFuture<Answers<EventArgs>> byDefault = server.io().emitWithAck("q");
    CompletableFuture<Answers<EventArgs>> longer =
        server.io().timeout(Duration.ofSeconds(31)).emitWithAck("q");
    server.timers.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(byDefault).isNotDone();
    server.timers.advance(Duration.ofNanos(1));
    assertThat(byDefault).isCompleted();
    assertThat(longer).isNotDone();
  }

  @Test
  @DisplayName(
      "API-38 when the time is up: the answers that came, the silent by name, nothing left")
  void expiry() {
    CompletableFuture<Answers<EventArgs>> future =
        server.io().timeout(Duration.ofSeconds(1)).emitWithAck("q");
    b.text("30[\"b\"]");
    server.timers.advance(Duration.ofSeconds(1));

    Answers<EventArgs> answers = future.join();
    assertThat(firsts(answers)).containsExactly("b");
    assertThat(answers.silentSockets()).containsExactlyInAnyOrder(id(a), id(c));
    assertThat(answers.silentServers()).isEmpty();
    assertThat(owed(a, b, c)).isZero();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);

    a.text("30[\"late\"]"); // as an answer to nothing
    assertThat(a.closing).isFalse();
    assertThat(firsts(future.join())).containsExactly("b");
    assertThatThrownBy(answers::requireComplete)
        .isInstanceOfSatisfying(
            MissingAnswersException.class,
            missing -> assertThat(missing.answers()).isSameAs(answers))
        .hasMessageContaining("2 sockets");
  }

  @Test
  @DisplayName("API-38 who goes is silent at once, and the last one does not let the others wait")
  void who_goes() {
    CompletableFuture<Answers<EventArgs>> future = server.io().emitWithAck("q");
    a.text("30[\"a\"]");
    b.end(CloseReason.PING_TIMEOUT);
    assertThat(future).isNotDone();
    server.socketOf(c).disconnect();

    Answers<EventArgs> answers = future.join();
    assertThat(firsts(answers)).containsExactly("a");
    assertThat(answers.silentSockets()).containsExactlyInAnyOrder(id(b), id(c));
    assertThat(owed(a)).isZero();
  }

  @Test
  @DisplayName("API-37 who owes too many answers, or gets no volatile event, is silent at once")
  void who_cannot_be_asked() {
    TestBed strict = TestBed.with(options -> options.maxPendingAcks(1));
    FakeSession debtor = strict.join();
    FakeSession other = strict.join();
    var owedAlready = strict.socketOf(debtor).emitWithAck("before");
    CompletableFuture<Answers<EventArgs>> future = strict.io().emitWithAck("q");
    assertThat(debtor.received()).last().isEqualTo("20[\"before\"]");
    other.text("31[1]");
    assertThat(future.join().silentSockets()).containsExactly(debtor.socketId("/"));
    assertThat(owedAlready).isNotDone();

    a.writable = false;
    CompletableFuture<Answers<EventArgs>> quick =
        server.io().except(id(c)).asVolatile().emitWithAck("q");
    b.text("30[\"b\"]");
    assertThat(quick.join().silentSockets()).containsExactly(id(a));
    assertThat(firsts(quick.join())).containsExactly("b");
    assertThat(owed(a, b)).isZero();
  }

  @Test
  @DisplayName("SIO-34 nobody answers for another socket, nor twice")
  void only_for_itself() {
    CompletableFuture<Answers<EventArgs>> future =
        server.io().to(id(a), id(b)).timeout(Duration.ofSeconds(1)).emitWithAck("q");
    c.text("30[\"forged\"]");
    a.text("30[\"first\"]", "30[\"second\"]");
    assertThat(future).isNotDone();
    server.timers.advance(Duration.ofSeconds(1));
    assertThat(firsts(future.join())).containsExactly("first");
    assertThat(future.join().silentSockets()).isEqualTo(Set.of(id(b)));
  }

  @Test
  @DisplayName("API-37 what cannot be encoded is asked of nobody")
  void cannot_be_encoded() {
    List<Object> circular = new ArrayList<>();
    circular.add(circular);
    assertThatThrownBy(() -> server.io().emitWithAck("q", circular))
        .isInstanceOf(EncodeException.class);
    assertThatThrownBy(() -> server.io().emitWithAck("connect"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(owed(a, b, c)).isZero();
    assertThat(server.timers.pending()).isEqualTo(idleTimers);
  }

  @Test
  @DisplayName("API-37 waiting needs no free thread, and what depends on the answers runs on ours")
  void threads() {
    ByHand executor = new ByHand();
    TestBed slow = new TestBed(executor);
    FakeSession client = slow.connect().text("0");
    executor.runAll();
    CompletableFuture<Answers<EventArgs>> future = slow.io().emitWithAck("q");
    List<Object> seen = new ArrayList<>();
    var dependent = future.thenAccept(answers -> seen.addAll(firsts(answers)));
    client.text("30[1]");

    assertThat(future).isDone(); // though nothing of the executor has run
    assertThat(firsts(future.join())).containsExactly(1L);
    assertThat(seen).isEmpty();
    executor.runAll();
    assertThat(seen).containsExactly(1L);
    assertThat(dependent).isCompleted();
  }

  @Test
  @DisplayName("API-38 answer, end and timeout race: each socket counts once, and nothing is left")
  void race() throws Exception {
    try (Overlap overlap = new Overlap()) {
      for (int round = 0; round < 500; round++) {
        TestBed bed = new TestBed();
        FakeSession answering = bed.join();
        FakeSession leaving = bed.join();
        FakeSession mute = bed.join();
        Socket leaver = bed.socketOf(leaving);
        CompletableFuture<Answers<EventArgs>> future =
            bed.io().timeout(Duration.ofSeconds(1)).emitWithAck("q");
        overlap.run(
            () -> answering.text("30[1]"),
            () -> leaving.end(CloseReason.PING_TIMEOUT),
            () -> bed.timers.advance(Duration.ofSeconds(1)));
        Answers<EventArgs> answers = future.get(30, SECONDS);
        assertThat(answers.values().size() + answers.silentSockets().size()).isEqualTo(3);
        assertThat(answers.silentSockets()).contains(leaver.id(), mute.socketId("/"));
        assertThat(((LocalSocket) bed.socketOf(answering)).outbound().pendingAcks()).isZero();
        assertThat(((LocalSocket) bed.socketOf(mute)).outbound().pendingAcks()).isZero();
        assertThat(((LocalSocket) leaver).outbound().pendingAcks()).isZero();
        assertThat(bed.timers.pending()).isZero();
      }
    }
  }

  @Test
  @DisplayName(
      "ADP-6 a collector that fails costs neither the client its connection nor others theirs")
  void collector_fails() {
    List<LocalRooms> locals = new ArrayList<>();
    TestBed bed =
        TestBed.with(
            options ->
                options.adapter(
                    local -> {
                      locals.add(local);
                      return () -> local;
                    }));
    FakeSession one = bed.join();
    FakeSession other = bed.join();
    int idle = bed.timers.pending();
    List<String> heard = new ArrayList<>();
    locals
        .get(0)
        .broadcastWithAck(
            Packet.of(PacketType.EVENT, "/", Arguments.of("q")),
            Selection.all(),
            EmitFlags.DEFAULT,
            Duration.ofSeconds(1),
            new AckCollector() {
              @Override
              public void expected(Set<String> sockets) {}

              @Override
              public void answered(String socket, Arguments answer) {
                heard.add(socket);
                throw new EncodeException("too large for the wire");
              }

              @Override
              public void silent(String socket) {
                heard.add("not " + socket);
                throw new IllegalStateException("on purpose");
              }
            });
    one.text("30[1]");
    one.text("2[\"still here\"]");
    assertThat(one.closing).isFalse();
    bed.timers.advance(Duration.ofSeconds(1));
    assertThat(heard).containsExactly(one.socketId("/"), "not " + other.socketId("/"));
    assertThat(bed.timers.pending()).isEqualTo(idle);
    assertThat(other.closing).isFalse();
    assertThat(bed.failures).isEmpty();
  }
}
