package io.roomcast.internal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.DisconnectReason;
import io.roomcast.EmitResult;
import io.roomcast.EventDroppedException;
import io.roomcast.Namespace;
import io.roomcast.Overflow;
import io.roomcast.ParentNamespace;
import io.roomcast.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a namespace does about a client for which too much waits. */
class OverflowTest {
  private final TestBed server = new TestBed();
  private final FakeSession slow = server.join();
  private final FakeSession other = server.join();
  private final Socket socket = server.socketOf(slow);
  private final List<Object> heard = new ArrayList<>();

  private void isFull() {
    slow.full = true;
  }

  /** What the slow client has been sent since it was told that it is in. */
  private List<String> received() {
    return slow.received().subList(1, slow.received().size());
  }

  // ---- to close

  @Test
  @DisplayName("API-16 by default its connection ends, for a reason of its own that is recoverable")
  void close() {
    socket.onDisconnect(reason -> heard.add(reason));
    isFull();

    assertThat(socket.emit("e")).isEqualTo(EmitResult.CLOSED);
    assertThat(heard).containsExactly(DisconnectReason.TOO_SLOW);
    assertThat(DisconnectReason.TOO_SLOW.recoverable()).isTrue();
    assertThat(other.closing).isFalse();
  }

  @Test
  @DisplayName("API-46 who was too slow may come back, and gets what it could not be sent")
  void comesBack() {
    RecoveringClient client = new RecoveringClient(RecoveringClient.bed(options -> options));
    String sid = client.sid;
    client.session.full = true;

    assertThat(client.socket().emit("e", 1)).as("later").isEqualTo(EmitResult.QUEUED);
    assertThat(client.session.ended).isTrue();
    assertThat(client.connect()).containsExactly("1");
    assertThat(client.sid).isEqualTo(sid);
  }

  @Test
  @DisplayName("API-26 a volatile event is dropped, and no overflow")
  void volatileEvent() {
    server.io().overflow(client -> heard.add(client));
    isFull();
    assertThat(socket.asVolatile().emit("v")).isEqualTo(EmitResult.DROPPED);
    server.io().asVolatile().emit("v");
    assertThat(heard).isEmpty();
    assertThat(slow.closing).isFalse();
  }

  // ---- to refuse

  @Test
  @DisplayName("API-23 an event is refused, attachments and all, and nothing else changes")
  void failEmit() {
    server.io().overflow(Overflow.failEmit());
    socket.onAnyOutgoing((event, args) -> heard.add(event));
    byte[] bytes = {1};
    isFull();

    assertThat(socket.emit("e", bytes, bytes)).isEqualTo(EmitResult.FULL);
    assertThat(socket.compress(false).send("e")).isEqualTo(EmitResult.FULL);
    assertThat(received()).isEmpty();
    assertThat(heard).isEmpty();
    assertThat(socket.connected()).isTrue();
    assertThat(slow.closing).isFalse();

    slow.full = false;
    assertThat(socket.emit("f")).isEqualTo(EmitResult.QUEUED);
    assertThat(received()).containsExactly("2[\"f\"]");
    assertThat(server.failures).isEmpty();
  }

  @Test
  @DisplayName("API-24 a question that is refused fails at once, and no answer is owed")
  void question() {
    server.io().overflow(Overflow.failEmit());
    int timers = server.timers.pending();
    isFull();

    assertThatThrownBy(socket.emitWithAck("q")::join)
        .hasCauseInstanceOf(EventDroppedException.class)
        .hasMessageContainingAll("\"q\"", "too much waits");
    assertThat(((LocalSocket) socket).outbound().pendingAcks()).isZero();
    assertThat(server.timers.pending()).isEqualTo(timers);
  }

  @Test
  @DisplayName("API-36 a broadcast reaches the others; of those who are asked it is silent at once")
  void broadcast() {
    server.io().overflow(Overflow.failEmit());
    isFull();
    server.io().emit("e");
    assertThat(other.received()).last().isEqualTo("2[\"e\"]");
    assertThat(received()).isEmpty();

    var answers = server.io().emitWithAck("q");
    other.text("30[1]");
    assertThat(answers.join().silentSockets()).containsExactly(socket.id());
  }

  @Test
  @DisplayName("API-47 recovery does not bring later what was refused, to one or to many")
  void notRecovered() {
    RecoveringClient client = new RecoveringClient(RecoveringClient.bed(options -> options));
    client.bed.io().overflow(Overflow.failEmit());
    client.session.full = true;
    assertThat(client.socket().emit("e", 1)).isEqualTo(EmitResult.FULL);
    client.bed.io().emit("e", 2);
    client.session.full = false;
    client.bed.io().emit("e", 3);
    assertThat(client.read()).containsExactly("3");
    client.lose();

    assertThat(client.connect()).isEmpty();
    assertThat(client.socket().recovered()).isTrue();
  }

  @Test
  @DisplayName("API-23 what was queued before the client knew that it is in is not refused then")
  void beforeTheClientKnows() {
    server.io().overflow(Overflow.failEmit());
    FakeSession newcomer = server.connect();
    newcomer.beforeSend =
        () -> { // it is in already, and is just being told
          newcomer.beforeSend = () -> {};
          server.io().emit("n");
        };
    newcomer.text("0");
    assertThat(newcomer.received()).hasSize(2).last().isEqualTo("2[\"n\"]");
  }

  /** Joins, and is sent three events while it is being told; what became of them for it. */
  private List<EmitResult> emittedMeanwhile(FakeSession newcomer) {
    List<EmitResult> results = new ArrayList<>();
    List<Socket> before = List.copyOf(server.io().sockets());
    newcomer.mayHold = 2;
    newcomer.beforeSend =
        () -> {
          newcomer.beforeSend = () -> {};
          Socket itself =
              server.io().sockets().stream()
                  .filter(each -> !before.contains(each))
                  .findFirst()
                  .orElseThrow();
          for (int i = 0; i < 3; i++) {
            results.add(itself.emit("n", i));
          }
        };
    newcomer.text("0");
    return results;
  }

  @Test
  @DisplayName("API-23 nor is what waits for a client that is being told without a bound: refused")
  void tooMuchBeforeTheClientKnows() {
    server.io().overflow(Overflow.failEmit());
    FakeSession newcomer = server.connect();
    assertThat(emittedMeanwhile(newcomer))
        .containsExactly(EmitResult.QUEUED, EmitResult.QUEUED, EmitResult.FULL);
    assertThat(newcomer.received()).hasSize(3).endsWith("2[\"n\",0]", "2[\"n\",1]");
    assertThat(newcomer.closing).isFalse();
  }

  @Test
  @DisplayName("API-16 by default its connection ends where too much waits before it is told")
  void tooMuchEndsANewcomer() {
    FakeSession newcomer = server.connect();
    assertThat(emittedMeanwhile(newcomer))
        .containsExactly(EmitResult.QUEUED, EmitResult.QUEUED, EmitResult.CLOSED);
    assertThat(newcomer.closing).isTrue();
  }

  @Test
  @DisplayName(
      "an answer to the client's own event is never refused: where no room is left, it ends")
  void answers() {
    server.io().overflow(Overflow.failEmit());
    socket.on("q", (args, ack) -> ack.send("a"));
    socket.onDisconnect(reason -> heard.add(reason));
    isFull();
    slow.text("27[\"q\"]");

    assertThat(heard).containsExactly(DisconnectReason.TOO_SLOW);
  }

  // ---- to be called

  @Test
  @DisplayName("a policy of the application's own is called once, until the client has caught up")
  void called() {
    server.io().overflow(client -> heard.add(client));
    isFull();
    for (int i = 0; i < 5; i++) {
      assertThat(socket.emit("e", i)).isEqualTo(EmitResult.FULL);
      server.io().emit("e", i);
    }
    assertThat(heard).containsExactly(socket);

    slow.full = false;
    slow.writable = false; // it has taken some, so that another event has room, but not all
    assertThat(socket.emit("e", "fits")).isEqualTo(EmitResult.QUEUED);
    isFull();
    socket.emit("e");
    assertThat(heard).hasSize(1);

    slow.full = false;
    slow.writable = true;
    socket.emit("e");
    isFull();
    socket.emit("e");
    assertThat(heard).containsExactly(socket, socket);
  }

  @Test
  @DisplayName("it runs where the listeners of the socket do, and waits for them once at the most")
  void onTheQueue() {
    ByHand executor = new ByHand();
    TestBed bed = new TestBed(executor);
    FakeSession client = bed.connect().text("0");
    executor.runAll();
    Socket its = bed.socketOf(client);
    bed.io().overflow(it -> heard.add("overflow"));
    its.on("e", args -> heard.add("event"));
    client.text("2[\"e\"]");
    for (int i = 0; i < 3; i++) {
      client.full = true;
      assertThat(its.emit("x")).isEqualTo(EmitResult.FULL);
      client.full = false;
      its.emit("x");
    }
    assertThat(heard).as("no emit runs code of the application").isEmpty();

    executor.runAll();
    assertThat(heard).containsExactly("event", "overflow");
  }

  @Test
  @DisplayName("what it throws is reported, and it is called the next time all the same")
  void throwing() {
    AtomicInteger calls = new AtomicInteger();
    server
        .io()
        .overflow(
            client -> {
              calls.incrementAndGet();
              throw new IllegalStateException("bug");
            });
    for (int i = 0; i < 2; i++) {
      isFull();
      socket.emit("e");
      slow.full = false;
      socket.emit("e");
    }
    assertThat(calls).hasValue(2);
    assertThat(server.failures)
        .hasSize(2)
        .allMatch(
            f ->
                f.event().equals(Optional.of("overflow"))
                    && f.socket().equals(Optional.of(socket)));
  }

  @Test
  @DisplayName("it may part with the client, by what closes by default, too")
  void parting() {
    server
        .io()
        .overflow(
            client -> {
              heard.add("overflow");
              Overflow.failEmit().onOverflow(client);
              assertThat(slow.closing).isFalse();
              Overflow.close().onOverflow(client);
            });
    isFull();
    socket.onDisconnect(reason -> heard.add(reason));
    assertThat(socket.emit("e")).isEqualTo(EmitResult.FULL);
    assertThat(heard).containsExactly("overflow", DisconnectReason.FORCED_CLOSE);
    assertThat(server.failures).isEmpty();
  }

  // ---- of which namespace

  @Test
  @DisplayName("each namespace of a client has its own, from the next event on")
  void twoNamespaces() {
    Namespace lossy = server.of("/lossy");
    lossy.overflow(Overflow.failEmit());
    slow.text("0/lossy,");
    Socket inLossy = lossy.socket(slow.socketId("/lossy")).orElseThrow();
    inLossy.onDisconnect(reason -> heard.add(reason));
    isFull();
    assertThat(inLossy.emit("e")).isEqualTo(EmitResult.FULL);
    assertThat(slow.closing).isFalse();
    lossy.overflow(Overflow.close());
    lossy.overflow(Overflow.failEmit());
    assertThat(inLossy.emit("e")).isEqualTo(EmitResult.FULL);

    assertThat(socket.emit("e")).isEqualTo(EmitResult.CLOSED);
    assertThat(heard).containsExactly(DisconnectReason.TOO_SLOW);
    assertThat(inLossy.emit("e")).isEqualTo(EmitResult.CLOSED);
  }

  @Test
  @DisplayName("API-8 children begin with that of their parent, and may have another")
  void children() {
    ParentNamespace parent = server.namespaces.of(Pattern.compile("^/child-\\d$"), it -> {});
    slow.text("0/child-1,");
    parent.overflow(Overflow.failEmit());
    slow.text("0/child-2,", "0/child-3,");
    Namespace third = server.of("/child-3");
    third.overflow(client -> heard.add("third"));
    isFull();

    assertThat(in("/child-2").emit("e")).isEqualTo(EmitResult.FULL);
    assertThat(in("/child-3").emit("e")).isEqualTo(EmitResult.FULL);
    assertThat(heard).containsExactly("third");
    assertThat(in("/child-1").emit("e")).as("it was there before").isEqualTo(EmitResult.CLOSED);
  }

  private Socket in(String namespace) {
    return server.of(namespace).socket(slow.socketId(namespace)).orElseThrow();
  }

  @Test
  @DisplayName("there is always one")
  void required() {
    assertThatThrownBy(() -> server.io().overflow(null)).isInstanceOf(NullPointerException.class);
    assertThat(Overflow.close()).isSameAs(Overflow.close());
    assertThat(Overflow.failEmit()).isSameAs(Overflow.failEmit()).isNotSameAs(Overflow.close());
  }
}
