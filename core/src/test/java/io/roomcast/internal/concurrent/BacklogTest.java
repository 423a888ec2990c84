package io.roomcast.internal.concurrent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private final List<Boolean> told = Collections.synchronizedList(new ArrayList<>());

  @Test
  void pauses_at_the_bound_of_tasks_and_resumes_at_half() {
    Backlog backlog = new Backlog(4, 1000, told::add);
    for (int i = 0; i < 3; i++) {
      backlog.add(0);
    }
    assertThat(told).isEmpty();
    backlog.add(0);
    backlog.add(0);
    assertThat(told).containsExactly(false);
    backlog.remove(0);
    backlog.remove(0);
    assertThat(told).containsExactly(false);
    backlog.remove(0);
    assertThat(told).containsExactly(false, true);
    backlog.remove(0);
    backlog.remove(0);
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void pauses_at_the_bound_of_bytes_and_resumes_when_both_are_low() {
    Backlog backlog = new Backlog(4, 1000, told::add);
    backlog.add(999);
    assertThat(told).isEmpty();
    backlog.add(1);
    assertThat(told).containsExactly(false);
    backlog.add(0);
    backlog.remove(999);
    assertThat(told).containsExactly(false, true);
    assertThat(backlog.bytes()).isEqualTo(1);
    assertThat(backlog.tasks()).isEqualTo(2);
  }

  @Test
  void bytes_alone_keep_it_paused_until_half() {
    Backlog backlog = new Backlog(10, 100, told::add);
    backlog.add(60);
    backlog.add(60);
    backlog.remove(60);
    assertThat(told).containsExactly(false);
    backlog.remove(60);
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void a_bound_of_one_still_alternates() {
    Backlog backlog = new Backlog(1, 1, told::add);
    for (int i = 0; i < 3; i++) {
      backlog.add(5);
      backlog.remove(5);
    }
    assertThat(told).containsExactly(false, true, false, true, false, true);
  }

  @Test
  void while_the_source_is_being_told_others_count_on_and_their_change_is_told_after_it()
      throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    Backlog backlog =
        new Backlog(
            1,
            1000,
            on -> {
              assertThat(inside.incrementAndGet()).isEqualTo(1);
              told.add(on);
              if (!on) {
                telling.countDown();
                awaitQuietly(goOn);
              }
              inside.decrementAndGet();
            });
    Thread pausing = new Thread(() -> backlog.add(1));
    pausing.start();
    assertThat(telling.await(10, SECONDS)).isTrue();

    backlog.remove(1); // would deadlock here if a lock were held, and overtake if nobody cared

    assertThat(told).containsExactly(false);
    goOn.countDown();
    pausing.join(10_000);
    assertThat(told).containsExactly(false, true);
    assertThat(inside).hasValue(0);
  }

  @Test
  void changes_that_cancel_out_during_a_call_are_not_told() throws Exception {
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Backlog backlog =
        new Backlog(
            1,
            1000,
            on -> {
              told.add(on);
              telling.countDown();
              awaitQuietly(goOn);
            });
    Thread pausing = new Thread(() -> backlog.add(1));
    pausing.start();
    assertThat(telling.await(10, SECONDS)).isTrue();
    backlog.remove(1);
    backlog.add(1);
    goOn.countDown();
    pausing.join(10_000);

    assertThat(told).containsExactly(false);
    backlog.remove(1);
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void a_source_that_throws_is_told_the_next_change_all_the_same() {
    Backlog backlog =
        new Backlog(
            1,
            1000,
            on -> {
              told.add(on);
              throw new IllegalStateException("thrown by a test");
            });
    backlog.add(1);
    backlog.remove(1);
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void many_threads_leave_it_empty_and_resumed_having_told_strictly_alternating() throws Exception {
    Backlog backlog = new Backlog(3, 1000, told::add);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  backlog.add(10);
                  backlog.add(10);
                  backlog.remove(10);
                  backlog.remove(10);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join(60_000);
    }
    assertThat(backlog.tasks()).isZero();
    assertThat(backlog.bytes()).isZero();
    assertThat(told.size() % 2).isZero();
    for (int i = 0; i < told.size(); i++) {
      assertThat(told.get(i)).as("call %s", i).isEqualTo(i % 2 == 1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void an_awaited_answer_keeps_it_from_pausing_and_resumes_it() {
    Backlog backlog = new Backlog(2, 1000, told::add);
    backlog.answerAwaited();
    backlog.add(0);
    backlog.add(0);
    assertThat(told).isEmpty();
    assertThat(backlog.paused()).isFalse();
    backlog.answerSettled();
    assertThat(told).containsExactly(false);
    assertThat(backlog.paused()).isTrue();
    backlog.answerAwaited();
    backlog.answerAwaited();
    assertThat(told).containsExactly(false, true);
    backlog.answerSettled();
    assertThat(told).containsExactly(false, true);
    backlog.remove(0);
    backlog.remove(0);
    backlog.answerSettled();
    assertThat(told).containsExactly(false, true);
  }

  @Test
  void what_piles_up_while_an_answer_is_awaited_overflows_once_beyond_four_times_a_bound() {
    AtomicInteger overflows = new AtomicInteger();
    Backlog tasks = new Backlog(2, 1000, told::add, overflows::incrementAndGet);
    tasks.answerAwaited();
    for (int i = 0; i < 8; i++) {
      tasks.add(0);
    }
    assertThat(overflows).hasValue(0);
    tasks.add(0);
    tasks.add(0);
    assertThat(overflows).hasValue(1);

    Backlog bytes = new Backlog(100, 10, told::add, overflows::incrementAndGet);
    bytes.add(41); // was read before, as one
    assertThat(overflows).hasValue(1);
    bytes.answerAwaited();
    bytes.add(1);
    assertThat(overflows).hasValue(2);
  }
}
