package io.roomcast.internal.concurrent;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class HandlerExecutorTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static Thread threadOf(Executor executor) throws Exception {
    CompletableFuture<Thread> thread = new CompletableFuture<>();
    executor.execute(() -> thread.complete(Thread.currentThread()));
    return thread.get(10, SECONDS);
  }

  /** Occupies {@code count} threads and returns when all of them are at work. */
  private static CountDownLatch occupy(Executor executor, int count) throws Exception {
    CountDownLatch busy = new CountDownLatch(count);
    CountDownLatch release = new CountDownLatch(1);
    for (int i = 0; i < count; i++) {
      executor.execute(
          () -> {
            busy.countDown();
            awaitQuietly(release);
          });
    }
    assertThat(busy.await(10, SECONDS)).isTrue();
    return release;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void where_virtual_threads_exist_each_task_has_one_with_a_name() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.create()) {
      Thread thread = threadOf(executor);

      assertThat(thread.getName()).startsWith("roomcast-handler-");
      assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
    }
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void before_Java_21_the_threads_are_named_daemons_of_a_pool() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.create()) {
      Thread thread = threadOf(executor);

      assertThat(thread.getName()).startsWith("roomcast-handler-");
      assertThat(thread.isDaemon()).isTrue();
    }
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void before_Java_21_the_pool_is_as_large_as_was_asked_for() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.create(2)) {
      CountDownLatch release = occupy(executor, 2);
      CountDownLatch third = new CountDownLatch(1);
      executor.execute(third::countDown);
      assertThat(threadOf(executor.completions()))
          .as("these have threads of their own")
          .isNotNull();
      assertThat(third.getCount()).isOne();

      release.countDown();
      assertThat(third.await(10, SECONDS)).isTrue();
    }
  }

  @Test
  void a_thread_that_is_idle_keeps_nothing_of_its_last_task() throws Exception {
    ElasticPool pool = new ElasticPool("idle-", 1, LONG);
    WeakReference<Object> first = runWithSomething(pool);
    await().until(() -> pool.idleThreads() == 1);
    assertThatIsForgotten(first);
    WeakReference<Object> second = runWithSomething(pool);
    await().until(() -> pool.idleThreads() == 1);
    assertThatIsForgotten(second);
    pool.keepNoThread();
  }

  private static WeakReference<Object> runWithSomething(Executor executor) throws Exception {
    Object something = new Object();
    CompletableFuture<String> seen = new CompletableFuture<>();
    executor.execute(() -> seen.complete(something.toString()));
    assertThat(seen.get(10, SECONDS)).isNotEmpty();
    return new WeakReference<>(something);
  }

  private static void assertThatIsForgotten(WeakReference<Object> something) {
    await()
        .until(
            () -> {
              System.gc();
              return something.get() == null;
            });
  }

  @Test
  void all_the_threads_that_a_full_load_needs_are_there_at_once() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.create()) {
      CyclicBarrier allTogether = new CyclicBarrier(256);
      CountDownLatch met = new CountDownLatch(256);
      for (int i = 0; i < 256; i++) {
        executor.execute(
            () -> {
              try {
                allTogether.await(60, SECONDS);
                met.countDown();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
      }
      assertThat(met.await(60, SECONDS)).isTrue();
    }
  }

  @Test
  void beyond_its_bound_the_pool_queues_in_order() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.pooled(2, 1, LONG)) {
      CountDownLatch release = occupy(executor, 2);
      List<Integer> order = new ArrayList<>();
      CountDownLatch first = occupyLater(executor);
      CountDownLatch done = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        int number = i;
        executor.execute(
            () -> {
              order.add(number);
              done.countDown();
            });
      }
      assertThat(done.getCount()).isEqualTo(3);

      release.countDown(); // one thread goes to the blocker before them, one serves the three

      assertThat(done.await(10, SECONDS)).isTrue();
      assertThat(order).containsExactly(0, 1, 2);
      first.countDown();
    }
  }

  private static CountDownLatch occupyLater(Executor executor) {
    CountDownLatch release = new CountDownLatch(1);
    executor.execute(() -> awaitQuietly(release));
    return release;
  }

  @Test
  void an_idle_thread_is_used_before_a_new_one_is_made() throws Exception {
    ElasticPool pool = new ElasticPool("test-", 8, LONG);
    try {
      Thread first = threadOf(pool);
      for (int i = 0; i < 20; i++) {
        await().until(() -> pool.idleThreads() == 1);
        assertThat(threadOf(pool)).isSameAs(first);
      }
      assertThat(pool.threads()).isEqualTo(1);
    } finally {
      pool.keepNoThread();
    }
  }

  @Test
  void the_pool_grows_while_all_threads_are_busy_and_never_over_its_bound() throws Exception {
    ElasticPool pool = new ElasticPool("test-", 4, LONG);
    try {
      Set<Thread> used = ConcurrentHashMap.newKeySet();
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(20_000);
      Thread[] sources = new Thread[4];
      for (int s = 0; s < sources.length; s++) {
        sources[s] =
            new Thread(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    pool.execute(
                        () -> {
                          most.accumulateAndGet(running.incrementAndGet(), Math::max);
                          used.add(Thread.currentThread());
                          running.decrementAndGet();
                          done.countDown();
                        });
                  }
                });
        sources[s].start();
      }
      assertThat(done.await(60, SECONDS)).isTrue();
      for (Thread source : sources) {
        source.join();
      }
      assertThat(most.get()).isLessThanOrEqualTo(4);
      assertThat(used).hasSizeLessThanOrEqualTo(4);
      await().until(() -> pool.idleThreads() == pool.threads());
    } finally {
      pool.keepNoThread();
    }
  }

  @Test
  @DisplayName("no task is stranded while idle threads time out and new tasks arrive")
  void no_task_is_lost_to_a_thread_that_is_leaving() throws Exception {
    // a keep-alive so short that nearly every hand-over meets a thread on its way out
    ElasticPool pool = new ElasticPool("test-", 2, Duration.ofNanos(1_000));
    long end = System.nanoTime() + SECONDS.toNanos(20); // on a busy machine some fewer will do
    for (int round = 0; round < 20_000 && System.nanoTime() - end < 0; round++) {
      CountDownLatch both = new CountDownLatch(2);
      // each of the two needs the other one to run: a stranded one would hang the round
      for (int i = 0; i < 2; i++) {
        pool.execute(
            () -> {
              both.countDown();
              awaitQuietly(both);
            });
      }
      assertThat(both.await(30, SECONDS)).as("round %s", round).isTrue();
    }
    await().until(() -> pool.threads() == 0);
  }

  @Test
  void idle_threads_leave_after_the_keep_alive() throws Exception {
    ElasticPool pool = new ElasticPool("test-", 8, Duration.ofMillis(1));
    occupy(pool, 8).countDown();

    await().until(() -> pool.threads() == 0);

    assertThat(threadOf(pool).getName()).isEqualTo("test-9");
  }

  @Test
  void closing_ends_idle_threads_at_once_and_busy_ones_after_their_task() throws Exception {
    ElasticPool pool = new ElasticPool("test-", 4, LONG);
    CountDownLatch idle = occupy(pool, 1);
    CountDownLatch busy = occupy(pool, 2);
    idle.countDown();
    await().until(() -> pool.idleThreads() == 1);

    pool.keepNoThread();

    await().until(() -> pool.threads() == 2);
    busy.countDown();
    await().until(() -> pool.threads() == 0);
  }

  @Test
  void what_comes_after_close_runs_and_leaves_no_thread_behind() throws Exception {
    HandlerExecutor executor = HandlerExecutor.pooled(4, 1, LONG);
    executor.close();

    Thread late = threadOf(executor);
    Thread lateCompletion = threadOf(executor.completions());

    late.join(10_000);
    lateCompletion.join(10_000);
    assertThat(late.isAlive() || lateCompletion.isAlive()).isFalse();
  }

  @Test
  void a_task_that_throws_or_is_interrupted_does_not_harm_the_next_one() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.pooled(1, 1, LONG)) {
      executor.execute(
          () -> {
            Thread.currentThread().interrupt();
            throw new StackOverflowError("thrown by a test");
          });
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      executor.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));

      assertThat(interrupted.get(10, SECONDS)).isFalse();
    }
  }

  @Test
  void threads_inherit_no_thread_locals_of_whoever_made_them_necessary() throws Exception {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("of the I/O thread");
    try (HandlerExecutor executor = HandlerExecutor.create()) {
      CompletableFuture<Boolean> none = new CompletableFuture<>();
      executor.execute(() -> none.complete(local.get() == null));

      assertThat(none.get(10, SECONDS)).isTrue();
    } finally {
      local.remove();
    }
  }

  @Test
  void a_pool_full_of_waiting_handlers_still_has_threads_for_dependents() throws Exception {
    try (HandlerExecutor executor = HandlerExecutor.pooled(2, 2, LONG)) {
      CountDownLatch release = occupy(executor, 2);

      assertThat(threadOf(executor.completions()).getName()).startsWith("roomcast-completion-");
      release.countDown();
    }
  }

  @Test
  void the_users_executor_runs_everything_and_is_never_shut_down() throws Exception {
    ExecutorService users = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
    try {
      HandlerExecutor executor = HandlerExecutor.of(users);

      assertThat(threadOf(executor).getName()).isEqualTo("mine");
      assertThat(threadOf(executor.completions()).getName()).isEqualTo("mine");
      executor.close();

      assertThat(users.isShutdown()).isFalse();
      assertThat(threadOf(executor).getName()).isEqualTo("mine");
    } finally {
      users.shutdown();
    }
  }

  @Test
  void what_a_full_users_executor_refuses_runs_on_our_threads() throws Exception {
    ThreadPoolExecutor users =
        new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(1));
    try (HandlerExecutor executor = HandlerExecutor.of(users)) {
      CountDownLatch release = occupy(executor, 1);
      executor.execute(() -> {}); // fills the queue

      Thread thread = threadOf(executor);

      assertThat(thread.getName()).startsWith("roomcast-handler-");
      release.countDown();
    } finally {
      users.shutdown();
    }
  }

  @Test
  void a_users_executor_that_is_shut_down_too_early_keeps_a_queue_going_in_order()
      throws Exception {
    ExecutorService users = Executors.newSingleThreadExecutor();
    try (HandlerExecutor executor = HandlerExecutor.of(users)) {
      ConcurrentLinkedQueue<Integer> order = new ConcurrentLinkedQueue<>();
      CountDownLatch done = new CountDownLatch(100);
      SerialQueue queue =
          new SerialQueue(executor, new Backlog(1000, 1000, on -> {}), Throwable::printStackTrace);
      for (int i = 0; i < 100; i++) {
        int number = i;
        if (i == 50) {
          users.shutdown();
        }
        queue.execute(
            () -> {
              order.add(number);
              done.countDown();
            });
      }

      assertThat(done.await(10, SECONDS)).isTrue();
      assertThat(List.copyOf(order)).isSorted().hasSize(100);
    }
  }

  @Test
  void only_refusals_are_taken_over_not_other_failures_of_the_users_executor() {
    HandlerExecutor executor =
        HandlerExecutor.of(
            task -> {
              throw new IllegalStateException("broken");
            });

    assertThat(catchThrowable(() -> executor.execute(() -> {})))
        .isInstanceOf(IllegalStateException.class)
        .isNotInstanceOf(RejectedExecutionException.class);
  }
}
