package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.PollingClient;
import io.roomcast.testing.FakeExchange;
import io.roomcast.testing.FakeWebSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A session whose client does not read, or not fast enough. */
class SlowClientTest {
  /** Counts 200 bytes while it waits, with its type and the overhead. */
  private static final String MESSAGE = "x".repeat(71);

  private final EngineFixture fixture =
      new EngineFixture(options -> options.maxQueuedBytes(1600).maxQueuedPackets(20));
  private final PollingClient client = fixture.openPolling();
  private final EngineSession session = client.session();
  private final List<String> heard = new ArrayList<>();

  private SendResult refusable(String... texts) {
    return session.send(unit(texts), SendMode.REFUSABLE, placement(texts[0]));
  }

  private Placement placement(String of) {
    return new Placement() {
      @Override
      public void taken() {
        heard.add("taken " + of);
      }

      @Override
      public void lost() {
        heard.add("lost " + of);
      }
    };
  }

  private void hearWritable() {
    new SessionView(session, this, Runnable::run).onWritable(() -> heard.add("writable"));
  }

  private FakeExchange pollWithoutReading() {
    return fixture.request(FakeExchange.get(client.target()).holdWriting());
  }

  // ---- the limits

  @Test
  @DisplayName("what may be refused is refused at the limit, and the session goes on")
  void refused() {
    for (int i = 0; i < 7; i++) {
      assertThat(session.send(unit(MESSAGE), SendMode.REFUSABLE, Placement.UNOBSERVED))
          .isEqualTo(SendResult.QUEUED);
    }
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.FULL);
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.FULL);
    assertThat(heard).as("of what is refused no place is told").isEmpty();
    assertThat(client.listener.closes).isEmpty();

    assertThat(client.poll().responseText().split("\u001e")).hasSize(7);
    assertThat(refusable("again")).isEqualTo(SendResult.QUEUED);
    assertThat(heard).containsExactly("taken again");
  }

  @Test
  @DisplayName("an eighth is kept for what cannot be refused, which then ends the session")
  void reserve() {
    while (refusable(MESSAGE) == SendResult.QUEUED) {
      assertThat(session.queuedBytes()).isLessThanOrEqualTo(1400);
    }
    client.send(MESSAGE);

    assertThat(session.send(unit(""))).isEqualTo(SendResult.CLOSED);
    assertThat(client.listener.cause)
        .hasMessageContainingAll("client does not read", "maxQueuedBytes is 1600");
    client.assertClosed(CloseReason.TOO_SLOW);
  }

  @Test
  @DisplayName("so does one for whom too many packets wait, however small")
  void packets() {
    EngineFixture few = new EngineFixture(options -> options.maxQueuedPackets(3));
    FakeWebSocket webSocket = few.openWebSocket().stall();
    EngineSession onWebSocket = few.listenerOf(webSocket).session;
    EngineSession onPolling = few.openPolling().session();

    for (EngineSession each : List.of(onWebSocket, onPolling)) {
      each.send(unit("a", "b"));
      assertThat(each.send(unit("c", "d"), SendMode.REFUSABLE, Placement.UNOBSERVED))
          .as("all of it or nothing")
          .isEqualTo(SendResult.FULL);
      assertThat(each.send(unit("c"), SendMode.REFUSABLE, Placement.UNOBSERVED))
          .isEqualTo(SendResult.QUEUED);
      assertThat(each.open()).isTrue();
      assertThat(each.send(unit(""))).isEqualTo(SendResult.CLOSED);
    }
    assertThat(webSocket.terminated()).isTrue();
    assertThat(few.listeners.values())
        .allSatisfy(
            listener -> {
              assertThat(listener.closes).containsExactly(CloseReason.TOO_SLOW);
              assertThat(listener.cause).hasMessageContaining("maxQueuedPackets 3");
            });
    few.assertEmpty();
  }

  @Test
  @DisplayName("a single unit of more packets than may wait goes where nothing waits before it")
  void manyPacketsAlone() {
    EngineFixture few = new EngineFixture(options -> options.maxQueuedPackets(2));
    EngineSession onPolling = few.openPolling().session();

    assertThat(onPolling.send(unit("a", "b", "c"), SendMode.REFUSABLE, Placement.UNOBSERVED))
        .isEqualTo(SendResult.QUEUED);
    assertThat(onPolling.send(unit("d"), SendMode.REFUSABLE, Placement.UNOBSERVED))
        .isEqualTo(SendResult.FULL);
  }

  @Test
  @DisplayName("EIO-71 a volatile message is dropped before anything else: it ends no session")
  void volatileFirst() {
    pollWithoutReading();
    client.send("x".repeat(1500));
    client.poll();
    assertThat(session.idle()).isTrue();

    assertThat(session.sendVolatile(unit(MESSAGE))).isEqualTo(SendResult.DROPPED);
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.FULL);
    assertThat(client.listener.closes).isEmpty();
    assertThat(session.send(unit(MESSAGE))).isEqualTo(SendResult.CLOSED);
    assertThat(client.listener.closes).containsExactly(CloseReason.TOO_SLOW);
  }

  @Test
  @DisplayName("what the transport has room for is not refused, as it has a bound of its own")
  void room() {
    pollWithoutReading();
    client.send("x".repeat(700));

    assertThat(refusable("x".repeat(1500))).isEqualTo(SendResult.QUEUED);
    assertThat(refusable("")).isEqualTo(SendResult.FULL);
  }

  // ---- whether to send more

  @Test
  @DisplayName("writable turns false at half of the limit, and true when a poll has fetched it all")
  void writableByPolling() {
    hearWritable();
    for (int i = 0; i < 3; i++) {
      client.send(MESSAGE);
      assertThat(session.writable()).as("on polling, too, some may wait").isTrue();
    }
    client.send(MESSAGE);
    assertThat(session.writable()).isFalse();
    client.send(MESSAGE);
    assertThat(heard).isEmpty();

    client.poll();
    assertThat(session.writable()).isTrue();
    assertThat(heard).containsExactly("writable");
    client.poll();
    client.send("a");
    assertThat(heard).as("it was true all the time").hasSize(1);
  }

  @Test
  @DisplayName("many small packets make it false, too")
  void writableByPackets() {
    EngineFixture few = new EngineFixture(options -> options.maxQueuedPackets(8));
    EngineSession onPolling = few.openPolling().session();
    onPolling.send(unit("a", "b", "c"));
    assertThat(onPolling.writable()).isTrue();
    onPolling.send(unit("d"));
    assertThat(onPolling.writable()).isFalse();
  }

  @Test
  @DisplayName("an answer that the client does not take keeps it false, until it is taken")
  void answerNotTaken() {
    hearWritable();
    client.send("x".repeat(1500));
    FakeExchange poll = pollWithoutReading();
    assertThat(session.writable()).isFalse();
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.FULL);
    assertThat(heard).isEmpty();

    poll.finishWriting();
    assertThat(heard).containsExactly("writable");
    assertThat(session.writable()).isTrue();
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.QUEUED);
  }

  @Test
  @DisplayName("who was refused because of what the WebSocket holds is told when it has room")
  void heldByWebSocket() {
    FakeWebSocket webSocket = client.upgrade();
    hearWritable();
    webSocket.onSend(webSocket::stall);
    client.send("x".repeat(5000));
    assertThat(session.writable()).as("it is with the transport").isTrue();
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.FULL);
    assertThat(session.writable()).isFalse();
    assertThat(heard).isEmpty();

    webSocket.onSend(() -> {}).drain();
    assertThat(heard).containsExactly("writable");
    assertThat(refusable(MESSAGE)).isEqualTo(SendResult.QUEUED);
  }

  @Test
  @DisplayName("who is refused inside of a callback is told when all that waits for it is through")
  void refusedInCallback() {
    FakeWebSocket webSocket = client.upgrade();
    hearWritable();
    client.listener.onMessage =
        () -> {
          int queued = 0;
          while (refusable("m" + MESSAGE) == SendResult.QUEUED) {
            queued++;
          }
          assertThat(queued).isEqualTo(6); // of 201 bytes each
          assertThat(session.writable()).isFalse();
        };
    webSocket.receive("4a");

    assertThat(webSocket.frames()).hasSize(6);
    assertThat(heard).hasSize(7).last().isEqualTo("writable");
    assertThat(session.writable()).isTrue();
  }

  @Test
  @DisplayName("EIO-55 what waited on polling and moves to a WebSocket makes it true")
  void upgrade() {
    hearWritable();
    while (session.writable()) {
      client.send(MESSAGE);
    }
    FakeWebSocket webSocket = client.attach().receive("2probe");
    assertThat(heard).isEmpty();
    webSocket.receive("5");

    assertThat(heard).containsExactly("writable");
    assertThat(webSocket.frames()).as("the answer to the probe, and what waited").hasSize(1 + 4);
  }

  @Test
  @DisplayName("a session that closes is not writable, and does not become so")
  void closing() {
    hearWritable();
    while (session.writable()) {
      client.send(MESSAGE);
    }
    session.close();
    assertThat(session.writable()).isFalse();
    client.poll();
    client.poll();
    assertThat(client.listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(session.writable()).isFalse();
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("a listener that is too slow is told once of what became writable often")
  void merged() {
    Deque<Runnable> queue = new ArrayDeque<>();
    SessionView view = new SessionView(session, this, queue::add);
    view.onWritable(() -> heard.add("writable"));
    for (int round = 0; round < 5; round++) {
      while (session.writable()) {
        client.send(MESSAGE);
      }
      client.poll();
    }
    assertThat(queue).hasSize(1);
    queue.remove().run();
    while (session.writable()) {
      client.send(MESSAGE);
    }
    client.poll();
    assertThat(queue).hasSize(1);
    queue.remove().run();
    assertThat(heard).containsExactly("writable", "writable");
  }

  @Test
  @DisplayName("a listener that misses packets does not miss that it may send again")
  void notMissed() {
    Deque<Runnable> queue = new ArrayDeque<>();
    SessionView view = new SessionView(session, this, queue::add);
    view.onPacket(packet -> {});
    view.onWritable(() -> heard.add("writable"));
    client.post("4" + "\u001e4".repeat(SessionEvents.MAX_WAITING));
    while (session.writable()) {
      client.send(MESSAGE);
    }
    client.poll();
    queue.forEach(Runnable::run);

    assertThat(queue).hasSize(SessionEvents.MAX_WAITING + 1);
    assertThat(heard).containsExactly("writable");
  }

  // ---- how much it is

  @Test
  @DisplayName("what has been sent and not left is counted, for a session and for all of them")
  void gauges() {
    client.send(MESSAGE);
    client.send(MESSAGE);
    PollingClient other = fixture.openPolling();
    other.send(MESSAGE);
    assertThat(session.queuedBytes()).isEqualTo(400);
    assertThat(fixture.engine.queuedBytes()).isEqualTo(600);

    FakeExchange poll = pollWithoutReading();
    assertThat(session.queuedBytes()).as("72 each, and what parts them").isEqualTo(145);
    assertThat(fixture.engine.queuedBytes()).isEqualTo(345);
    poll.finishWriting();
    assertThat(session.queuedBytes()).isZero();
    other.session().discard();
    assertThat(fixture.engine.queuedBytes()).isZero();
  }
}
