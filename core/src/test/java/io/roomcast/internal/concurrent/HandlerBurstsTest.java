package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.spi.transport.Burst;
import io.roomcast.testing.ManualTimers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What handlers send in a row")
class HandlerBurstsTest {
  private static final int LONGEST = 4;

  private final ManualTimers timers = new ManualTimers();
  private final List<String> done = new ArrayList<>();
  private final Runnable wakeUp = this::woken; // one object, or it would be run more than once
  private final Queue<Runnable> turns = new ArrayDeque<>();
  private final SerialQueue queue =
      new SerialQueue(
          turns::add,
          new Backlog(1000, 1000, on -> {}),
          e -> done.add(e.toString()),
          new HandlerBursts(timers));

  private void woken() {
    done.add("woken");
  }

  /** So many tasks that send, and do something behind that. */
  private void tasks(int count, IntConsumer behind) {
    IntStream.range(0, count)
        .forEach(
            i ->
                queue.execute(
                    () -> {
                      done.add("sent " + i);
                      if (!Burst.putOffWriting(wakeUp)) {
                        wakeUp.run();
                      }
                      behind.accept(i);
                    }));
    turns.remove().run();
  }

  private void tick() {
    timers.advance(HandlerBursts.TICK);
  }

  @Test
  @DisplayName("leaves together")
  void together() {
    tasks(3, i -> {});
    assertThat(done).containsExactly("sent 0", "sent 1", "sent 2", "woken");
  }

  @Test
  @DisplayName("leaves at once where nothing follows")
  void alone() {
    tasks(1, i -> done.add("end"));
    assertThat(done).containsExactly("sent 0", "woken", "end");
    assertThat(timers.scheduled()).isZero();
  }

  @Test
  @DisplayName("leaves soon where a handler blocks, and what that one sends then, too")
  void blocked() {
    tasks(
        2,
        i -> {
          tick();
          tick();
          done.add("end");
        });
    assertThat(done).containsExactly("sent 0", "woken", "end", "sent 1", "woken", "end");
  }

  @Test
  @DisplayName("does not wait for those behind it for long, though they make progress")
  void longRow() {
    tasks(2 * LONGEST + 2, i -> tick());
    assertThat(done.indexOf("woken")).isBetween(LONGEST - 1, LONGEST + 1);
    assertThat(done).endsWith("woken").filteredOn("woken"::equals).hasSizeBetween(2, 3);
  }

  @Test
  @DisplayName("leaves with the task that sent it where it is of no use later")
  void hastened() {
    tasks(
        3,
        i -> {
          if (i == 1) {
            Burst.hasten();
          }
        });
    assertThat(done).containsExactly("sent 0", "sent 1", "woken", "sent 2", "woken");
  }

  @Test
  @DisplayName("is watched only while it goes on")
  void watch() {
    tasks(2, i -> {});
    assertThat(timers.pending()).isOne();
    tick();
    assertThat(timers.pending()).isZero();
    tasks(2, i -> {});
    assertThat(timers.pending()).isOne();
    tick();
    assertThat(timers.pending()).isZero();
  }

  @Test
  @DisplayName("is not watched where nothing is sent")
  void nothingSent() {
    queue.execute(() -> done.add("first"));
    queue.execute(() -> done.add("second"));
    turns.remove().run();
    assertThat(done).containsExactly("first", "second");
    assertThat(timers.scheduled()).isZero();
  }

  @Test
  @DisplayName("begins when all is handed over that one read has brought")
  void reading() {
    Burst burst = Burst.beginReading();
    queue.execute(() -> done.add("first"));
    queue.execute(() -> done.add("second"));
    assertThat(turns).isEmpty();
    burst.end();
    turns.remove().run();
    assertThat(done).containsExactly("first", "second");
    assertThat(turns).isEmpty();
  }

  @Test
  @DisplayName("does not keep the handlers of other sockets waiting")
  void others() {
    Burst burst = Burst.beginSending();
    queue.execute(() -> done.add("other"));
    assertThat(turns).hasSize(1);
    burst.end();
  }
}
