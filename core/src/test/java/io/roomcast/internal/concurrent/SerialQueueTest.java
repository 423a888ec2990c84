package io.roomcast.internal.concurrent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialQueueTest {
  private final HandlerExecutor threads = HandlerExecutor.create();
  private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
  private final List<Boolean> told = Collections.synchronizedList(new ArrayList<>());
  private final Backlog backlog = new Backlog(4, 100, told::add);

  @AfterEach
  void close() {
    threads.close();
  }

  private SerialQueue queueOn(Executor executor) {
    return new SerialQueue(executor, backlog, failures::add);
  }

  /** Runs turns when the test says so. */
  private static final class ByHand implements Executor {
    final Deque<Runnable> turns = new ArrayDeque<>();

    @Override
    public void execute(Runnable turn) {
      turns.add(turn);
    }

    void runOne() {
      turns.remove().run();
    }
  }

  @Test
  void tasks_run_one_at_a_time_in_the_order_of_each_thread_that_adds() throws Exception {
    SerialQueue queue = queueOn(threads);
    int sources = 4;
    int each = 5_000;
    int[] last = new int[sources]; // plain memory: each task must see the writes of those before
    int[] ran = {0};
    AtomicInteger inside = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(sources * each);
    CyclicBarrier start = new CyclicBarrier(sources);
    for (int s = 0; s < sources; s++) {
      int source = s;
      new Thread(
              () -> {
                awaitQuietly(start);
                for (int i = 1; i <= each; i++) {
                  int number = i;
                  queue.execute(
                      () -> {
                        if (inside.incrementAndGet() != 1) {
                          throw new AssertionError("two at a time");
                        }
                        if (last[source] != number - 1) {
                          throw new AssertionError(last[source] + " before " + number);
                        }
                        last[source] = number;
                        ran[0]++;
                        inside.decrementAndGet();
                        done.countDown();
                      });
                }
              })
          .start();
    }
    assertThat(done.await(60, SECONDS)).isTrue();
    assertThat(failures).isEmpty();
    assertThat(ran[0]).isEqualTo(sources * each);
  }

  @Test
  void a_blocked_queue_delays_no_other() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    SerialQueue blocked = queueOn(threads);
    SerialQueue other = queueOn(threads);
    CompletableFuture<String> second = new CompletableFuture<>();
    blocked.execute(() -> awaitQuietly(release));
    blocked.execute(() -> second.complete("ran"));
    CompletableFuture<String> elsewhere = new CompletableFuture<>();
    other.execute(() -> elsewhere.complete("ran"));

    assertThat(elsewhere.get(10, SECONDS)).isEqualTo("ran");
    assertThat(second).isNotDone();
    release.countDown();
    assertThat(second.get(10, SECONDS)).isEqualTo("ran");
  }

  @Test
  void a_busy_queue_goes_to_the_back_of_the_line_after_a_bounded_turn() {
    ByHand executor = new ByHand();
    List<String> order = new ArrayList<>();
    SerialQueue busy = queueOn(executor);
    SerialQueue other = queueOn(executor);
    for (int i = 0; i < 100; i++) {
      busy.execute(() -> order.add("busy"));
    }
    other.execute(() -> order.add("other"));

    executor.runOne();
    executor.runOne();

    assertThat(order).hasSize(33).endsWith("other");
    while (!executor.turns.isEmpty()) {
      executor.runOne();
    }
    assertThat(order).hasSize(101);
  }

  @Test
  void a_turn_that_ends_exactly_with_the_last_task_asks_for_no_other() {
    ByHand executor = new ByHand();
    SerialQueue queue = queueOn(executor);
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 32; i++) {
      queue.execute(ran::incrementAndGet);
    }
    assertThat(executor.turns).hasSize(1);
    executor.runOne();
    assertThat(executor.turns).isEmpty();
    assertThat(ran).hasValue(32);

    queue.execute(ran::incrementAndGet);
    executor.runOne();
    assertThat(ran).hasValue(33);
  }

  @Test
  void what_a_task_throws_goes_to_the_handler_and_the_next_one_runs() {
    SerialQueue queue = queueOn(Runnable::run);
    IllegalStateException thrown = new IllegalStateException("thrown by a test");
    AssertionError error = new AssertionError("thrown by a test");
    AtomicInteger ran = new AtomicInteger();
    queue.execute(
        () -> {
          throw thrown;
        });
    queue.execute(
        () -> {
          throw error;
        });
    queue.execute(ran::incrementAndGet);

    assertThat(failures).containsExactly(thrown, error);
    assertThat(ran).hasValue(1);
  }

  @Test
  void a_failure_handler_that_throws_does_not_stop_the_queue() {
    SerialQueue queue =
        new SerialQueue(
            Runnable::run,
            backlog,
            e -> {
              throw new IllegalStateException("thrown by a test, too");
            });
    AtomicInteger ran = new AtomicInteger();
    queue.execute(
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    queue.execute(ran::incrementAndGet);
    assertThat(ran).hasValue(1);
  }

  @Test
  void waiting_tasks_of_a_client_count_running_ones_do_not() {
    ByHand executor = new ByHand();
    SerialQueue queue = queueOn(executor);
    List<Integer> waitingWhileRunning = new ArrayList<>();
    queue.execute(() -> waitingWhileRunning.add(backlog.tasks()), 60);
    queue.execute(() -> waitingWhileRunning.add(backlog.tasks())); // ours: does not count
    queue.execute(() -> waitingWhileRunning.add(backlog.tasks()), 40);
    assertThat(told).containsExactly(false);
    assertThat(backlog.tasks()).isEqualTo(2);

    executor.runOne();

    assertThat(waitingWhileRunning).containsExactly(1, 1, 0);
    assertThat(told).containsExactly(false, true);
    assertThat(backlog.bytes()).isZero();
  }

  @Test
  void a_handler_may_wait_for_what_its_own_paused_client_sends_next() throws Exception {
    Backlog tight = new Backlog(1, 1, told::add);
    SerialQueue queue = new SerialQueue(threads, tight, failures::add);
    CompletableFuture<String> ackOfTheClient = new CompletableFuture<>();
    CountDownLatch running = new CountDownLatch(1);
    queue.execute(
        () -> {
          running.countDown();
          ackOfTheClient.join();
        },
        1_000_000);
    assertThat(running.await(10, SECONDS)).isTrue();

    assertThat(told).containsExactly(false, true); // the client is read again while it runs
    ackOfTheClient.complete("read");
  }

  @Test
  void tasks_that_an_executor_refuses_stay_in_order_until_the_next_one_comes() {
    ByHand executor = new ByHand();
    boolean[] refuse = {true};
    List<Integer> order = new ArrayList<>();
    SerialQueue queue =
        queueOn(
            turn -> {
              if (refuse[0]) {
                throw new RejectedExecutionException("thrown by a test");
              }
              executor.execute(turn);
            });
    queue.execute(() -> order.add(1));
    queue.execute(() -> order.add(2), 10);
    refuse[0] = false;
    queue.execute(() -> order.add(3));
    executor.runOne();

    assertThat(order).containsExactly(1, 2, 3);
    assertThat(backlog.tasks()).isZero();
  }

  @Test
  void a_refusal_between_two_turns_loses_nothing_either() {
    ByHand executor = new ByHand();
    boolean[] refuse = {false};
    AtomicInteger ran = new AtomicInteger();
    SerialQueue queue =
        queueOn(
            turn -> {
              if (refuse[0]) {
                throw new RejectedExecutionException("thrown by a test");
              }
              executor.execute(turn);
            });
    for (int i = 0; i < 40; i++) {
      queue.execute(ran::incrementAndGet);
    }
    refuse[0] = true;
    executor.runOne();
    assertThat(ran).hasValue(32);
    refuse[0] = false;
    queue.execute(ran::incrementAndGet);
    executor.runOne();
    assertThat(ran).hasValue(41);
  }

  @Test
  void a_task_may_add_to_its_own_queue() {
    ByHand executor = new ByHand();
    List<Integer> order = new ArrayList<>();
    SerialQueue queue = queueOn(executor);
    queue.execute(
        () -> {
          queue.execute(() -> order.add(2));
          order.add(1);
        });
    executor.runOne();
    assertThat(order).containsExactly(1, 2);
    assertThat(executor.turns).isEmpty();
  }

  @Test
  void an_idle_queue_holds_no_node_and_no_array() throws Exception {
    SerialQueue queue = queueOn(Runnable::run);
    for (int i = 0; i < 100; i++) {
      queue.execute(() -> {}, 1);
    }
    for (Field field : SerialQueue.class.getDeclaredFields()) {
      field.setAccessible(true);
      assertThat(field.getType().isArray()).as(field.getName()).isFalse();
      if (field.getName().equals("head") || field.getName().equals("tail")) {
        assertThat(field.get(queue)).as(field.getName()).isNull();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitQuietly(CyclicBarrier barrier) {
    try {
      barrier.await(30, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_task_that_holds_the_queue_keeps_the_others_waiting_without_a_thread() {
    ByHand byHand = new ByHand();
    SerialQueue queue = queueOn(byHand);
    List<String> ran = new ArrayList<>();
    List<SerialQueue.Hold> holds = new ArrayList<>();
    queue.execute(
        () -> {
          holds.add(queue.hold());
          ran.add("holds");
        });
    queue.execute(() -> ran.add("second"));
    byHand.runOne();
    queue.execute(() -> ran.add("third"));
    assertThat(ran).containsExactly("holds");
    assertThat(byHand.turns).isEmpty();

    holds.get(0).release(() -> ran.add("released"));
    holds.get(0).release(() -> ran.add("again"));
    assertThat(byHand.turns).hasSize(1);
    byHand.runOne();
    assertThat(ran).containsExactly("holds", "released", "second", "third");
    assertThat(byHand.turns).isEmpty();
    queue.execute(() -> ran.add("fourth"));
    byHand.runOne();
    assertThat(ran).hasSize(5);
    assertThat(failures).isEmpty();
  }

  @Test
  void a_queue_that_is_released_before_the_task_has_ended_goes_on_in_the_same_turn() {
    ByHand byHand = new ByHand();
    SerialQueue queue = queueOn(byHand);
    List<String> ran = new ArrayList<>();
    queue.execute(
        () -> {
          SerialQueue.Hold hold = queue.hold();
          hold.release(() -> ran.add("released"));
          ran.add("holds");
        });
    queue.execute(() -> ran.add("second"));
    byHand.runOne();
    assertThat(ran).containsExactly("holds", "released", "second");
    assertThat(byHand.turns).isEmpty();
  }

  @Test
  void the_last_task_of_a_turn_may_hold_the_queue_too() {
    ByHand byHand = new ByHand();
    SerialQueue queue = queueOn(byHand);
    List<SerialQueue.Hold> holds = new ArrayList<>();
    AtomicInteger ran = new AtomicInteger();
    for (int i = 1; i <= 40; i++) {
      boolean holding = i == 32;
      queue.execute(
          () -> {
            ran.incrementAndGet();
            if (holding) {
              holds.add(queue.hold());
            }
          });
    }
    byHand.runOne();
    assertThat(byHand.turns).isEmpty();
    assertThat(ran).hasValue(32);
    holds.get(0).release(() -> {});
    byHand.runOne();
    assertThat(ran).hasValue(40);
    assertThat(byHand.turns).isEmpty();
  }

  @Test
  void released_from_other_threads_no_task_is_lost_doubled_or_out_of_order() throws Exception {
    SerialQueue queue = queueOn(threads);
    int tasks = 5_000;
    int[] last = {0};
    CountDownLatch done = new CountDownLatch(tasks);
    for (int i = 1; i <= tasks; i++) {
      int number = i;
      queue.execute(
          () -> {
            if (last[0] != number - 1) {
              throw new AssertionError(last[0] + " before " + number);
            }
            SerialQueue.Hold hold = queue.hold();
            threads.execute(
                () ->
                    hold.release(
                        () -> {
                          last[0] = number;
                          done.countDown();
                        }));
          });
    }
    assertThat(done.await(60, SECONDS)).isTrue();
    assertThat(failures).isEmpty();
  }
}
