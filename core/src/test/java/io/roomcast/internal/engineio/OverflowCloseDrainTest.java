package io.roomcast.internal.engineio;

import static io.roomcast.internal.engineio.EngineFixture.unit;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.engineio.CloseReason;
import io.roomcast.engineio.SendResult;
import io.roomcast.internal.engineio.EngineFixture.RecordingListener;
import io.roomcast.testing.FakeWebSocket;
import io.roomcast.testing.Overlap;
import io.roomcast.testing.StoppedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A queue that is full, its client that reads again, and the end of the session, all at once. */
class OverflowCloseDrainTest {
  private static final String LARGE = "x".repeat(1 << 20); // of the 8 MiB that may wait
  private static final int ROUNDS = 2_000;

  private final Overlap overlap = new Overlap();
  private final StoppedStep step = new StoppedStep();
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    step.close();
    overlap.close();
  }

  private Placement placement(String of) {
    return new Placement() {
      @Override
      public void taken() {
        told.add("taken " + of);
      }

      @Override
      public void lost() {
        told.add("lost " + of);
      }
    };
  }

  // ---- one thread is stopped in the middle of a step of the session

  @Test
  @DisplayName("what is refused while the client is being written to is refused at once, no other")
  void refusedDuringDrain() throws Exception {
    EngineFixture fixture = new EngineFixture();
    FakeWebSocket webSocket = fixture.openWebSocket().stall();
    EngineSession session = fixture.listenerOf(webSocket).session;
    new SessionView(session, this, Runnable::run).onWritable(() -> told.add("writable"));
    session.send(unit("first"));
    webSocket.onSend(step::stopHere);
    step.begin(webSocket::drain);

    List<SendResult> results = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      results.add(
          session.send(unit(i + LARGE), SendMode.REFUSABLE, placement(Integer.toString(i))));
    }
    assertThat(results.subList(0, 6)).containsOnly(SendResult.QUEUED);
    assertThat(results.subList(6, 9)).containsOnly(SendResult.FULL);
    assertThat(session.send(unit("small"), SendMode.REFUSABLE, placement("small")))
        .isEqualTo(SendResult.QUEUED);
    assertThat(session.writable()).isFalse();
    assertThat(told).isEmpty();
    webSocket.onSend(() -> {});
    step.finish();

    assertThat(webSocket.framesAfterOpen())
        .extracting(frame -> frame.substring(1, Math.min(6, frame.length())))
        .containsExactly("first", "0xxxx", "1xxxx", "2xxxx", "3xxxx", "4xxxx", "5xxxx", "small");
    assertThat(told).filteredOn(it -> it.startsWith("taken")).hasSize(7);
    assertThat(told).contains("writable").noneMatch(it -> it.startsWith("lost"));
    assertThat(session.writable()).isTrue();
    assertThat(session.queuedBytes()).isZero();
  }

  @Test
  @DisplayName("what is too much for a session that closes politely does not cut its end short")
  void overflowBehindClose() {
    EngineFixture fixture = new EngineFixture();
    EngineFixture.PollingClient client = fixture.openPolling();
    client.send("last");
    List<SendResult> results = new ArrayList<>();
    client.listener.onMessage =
        () -> { // in a step of the session, so that all of this waits for the end of it
          client.session().close();
          for (int i = 0; i < 12; i++) {
            results.add(client.session().send(unit(LARGE), SendMode.RELIABLE, placement("" + i)));
          }
        };
    client.post("4go");
    assertThat(results).contains(SendResult.QUEUED).endsWith(SendResult.CLOSED);
    assertThat(told).hasSize(12).allMatch(it -> it.startsWith("lost"));

    assertThat(client.listener.closes).isEmpty();
    assertThat(client.poll().responseText()).isEqualTo("4last");
    assertThat(client.poll().responseText()).isEqualTo("6\u001e1");
    client.assertClosed(CloseReason.FORCED_CLOSE);
    assertThat(fixture.hits.counts()).isEmpty();
  }

  @Test
  @DisplayName(
      "an overflow, a close and a discard while the client is written to: one end, in turn")
  void overflowDuringDrain() throws Exception {
    EngineFixture fixture = new EngineFixture();
    FakeWebSocket webSocket = fixture.openWebSocket().stall();
    RecordingListener listener = fixture.listenerOf(webSocket);
    EngineSession session = listener.session;
    session.send(unit("first"));
    webSocket.onSend(step::stopHere);
    step.begin(webSocket::drain);

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      SendResult result =
          session.send(unit(LARGE), SendMode.RELIABLE, placement(Integer.toString(i)));
      assertThat(result).isIn(SendResult.QUEUED, SendResult.CLOSED);
      expected.add((result == SendResult.QUEUED ? "taken " : "lost ") + i);
    }
    assertThat(expected).contains("taken 0", "lost 11");
    assertThat(session.send(unit("late"), SendMode.REFUSABLE, placement("late")))
        .as("the end is certain")
        .isEqualTo(SendResult.CLOSED);
    expected.add("lost late");
    session.close();
    session.discard();
    assertThat(listener.closes).isEmpty();
    webSocket.onSend(() -> {});
    step.finish();

    assertThat(listener.closes).containsExactly(CloseReason.TOO_SLOW);
    assertThat(told).isEqualTo(expected);
    assertThat(webSocket.terminated()).isTrue();
    assertThat(((Session) session).waitingBytes()).isZero();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("who finds the queue full while the session ends, and is drained, hears of the end")
  void drainDuringClose() throws Exception {
    EngineFixture fixture = new EngineFixture(options -> options.maxQueuedBytes(1000));
    FakeWebSocket webSocket = fixture.openWebSocket().stall();
    RecordingListener listener = fixture.listenerOf(webSocket);
    EngineSession session = listener.session;
    new SessionView(session, this, Runnable::run).onWritable(() -> told.add("writable"));
    while (session.send(unit("x"), SendMode.REFUSABLE, Placement.UNOBSERVED) != SendResult.FULL) {
      assertThat(listener.closes).isEmpty();
    }
    listener.onClose = step::stopHere;
    step.begin(session::discard);

    for (SendMode mode : SendMode.values()) {
      assertThat(session.send(unit("late"), mode, placement(mode.name())))
          .isEqualTo(SendResult.CLOSED);
    }
    webSocket.drain();
    assertThat(told).isEmpty();
    step.finish();

    assertThat(told).containsExactly("lost RELIABLE", "lost REFUSABLE", "lost VOLATILE");
    assertThat(listener.closes).containsExactly(CloseReason.FORCED_CLOSE);
    assertThat(session.queuedBytes()).isZero();
    fixture.assertEmpty();
  }

  @Test
  @DisplayName("what was told to be queued is not refused in its turn, though more came before it")
  void queuedStays() throws Exception {
    EngineFixture fixture = new EngineFixture(options -> options.maxQueuedBytes(1000));
    FakeWebSocket webSocket = fixture.openWebSocket().stall();
    RecordingListener listener = fixture.listenerOf(webSocket);
    EngineSession session = listener.session;
    session.send(unit("first"));
    Placement slow =
        new Placement() {
          @Override
          public void taken() {
            step.stopHere();
          }

          @Override
          public void lost() {}
        };
    String text = "x".repeat(500);
    step.begin(() -> session.send(unit("other" + text), SendMode.REFUSABLE, slow));

    assertThat(session.send(unit("mine" + text), SendMode.REFUSABLE, placement("mine")))
        .isEqualTo(SendResult.QUEUED);
    step.finish();
    assertThat(told).containsExactly("taken mine");
    assertThat(session.send(unit("no more"), SendMode.REFUSABLE, Placement.UNOBSERVED))
        .isEqualTo(SendResult.FULL);
    webSocket.drain();

    assertThat(webSocket.framesAfterOpen())
        .containsExactly("4first", "4other" + text, "4mine" + text);
    assertThat(listener.closes).isEmpty();
  }

  // ---- very often, without stopping anybody

  /** What ends the session, if nothing else does. */
  enum End {
    NOTHING,
    OVERFLOW,
    CLOSE,
    DISCARD,
    CLIENT
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName(
      "EIO-73 overflow, drain and end at once: what is queued comes in order, each place once")
  void outcomes(End end) throws Exception {
    int refusals = 0;
    for (int round = 0; round < ROUNDS; round++) {
      EngineFixture fixture = new EngineFixture(options -> options.maxQueuedBytes(1200));
      FakeWebSocket webSocket = fixture.openWebSocket().stall();
      RecordingListener listener = fixture.listenerOf(webSocket);
      EngineSession session = listener.session;
      new SessionView(session, this, Runnable::run).onWritable(() -> {});
      told.clear();
      List<String> accepted = new ArrayList<>();
      List<String> places = new ArrayList<>();
      int[] full = {0};
      Random random = new Random(round);
      overlap.run(
          () -> {
            for (int i = 0; i < 24; i++) {
              String text = Integer.toString(i);
              SendMode mode = end == End.OVERFLOW ? SendMode.RELIABLE : SendMode.REFUSABLE;
              switch (session.send(unit(text), mode, placement(text))) {
                case QUEUED -> {
                  accepted.add("4" + text);
                  places.add(text);
                }
                case CLOSED -> places.add(text);
                case FULL -> full[0]++;
                case DROPPED -> throw new AssertionError("it is not volatile");
              }
            }
          },
          () -> {
            for (int i = 0; i < 6; i++) {
              if (random.nextBoolean()) {
                webSocket.drain();
              } else {
                webSocket.stall();
              }
            }
          },
          () -> {
            switch (end) {
              case NOTHING, OVERFLOW -> {}
              case CLOSE -> session.close();
              case DISCARD -> session.discard();
              case CLIENT -> webSocket.end(1001);
            }
          });
      refusals += full[0];
      webSocket.drain();

      List<String> received = webSocket.framesAfterOpen();
      assertThat(received).as("round %d", round).isEqualTo(accepted.subList(0, received.size()));
      assertThat(told)
          .as("round %d", round)
          .extracting(it -> it.substring(it.indexOf(' ') + 1))
          .isEqualTo(places);
      if (listener.closes.isEmpty()) {
        assertThat(received).as("round %d", round).isEqualTo(accepted);
        assertThat(session.writable()).isTrue();
        session.discard();
      }
      assertThat(listener.closes).as("round %d", round).hasSize(1);
      assertThat(session.queuedBytes()).isZero();
      fixture.assertEmpty();
    }
    assertThat(refusals > 0).isEqualTo(end != End.OVERFLOW);
  }
}
