package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("EIO-4 a strand")
class StrandTest {
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Strand strand = new Strand(failures::add);

  @Test
  @DisplayName("runs a task on the caller when it is idle")
  void runsOnCaller() {
    List<Thread> threads = new ArrayList<>();
    strand.execute(() -> threads.add(Thread.currentThread()));

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  @DisplayName("runs what a task hands over after it, in order, not inside")
  void noReentrancy() {
    List<String> steps = new ArrayList<>();
    strand.execute(
        () -> {
          strand.execute(
              () -> {
                strand.execute(() -> steps.add("inner of b"));
                steps.add("b");
              });
          strand.execute(() -> steps.add("c"));
          assertThat(strand.tryEnter()).isFalse();
          steps.add("a");
        });

    assertThat(steps).containsExactly("a", "b", "c", "inner of b");
  }

  @Test
  @DisplayName("takes tasks without waiting while it is at work, and runs them on that thread")
  void neverBlocksCallers() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<String> steps = new CopyOnWriteArrayList<>();
    Thread worker =
        new Thread(
            () ->
                strand.execute(
                    () -> {
                      inside.countDown();
                      awaitUninterruptibly(goOn);
                      steps.add("first");
                    }));
    worker.start();
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 3; i++) {
      String name = "task " + i;
      strand.execute(() -> steps.add(name + " on worker: " + (Thread.currentThread() == worker)));
    }
    assertThat(steps).isEmpty();
    goOn.countDown();
    worker.join(10_000);

    assertThat(steps)
        .containsExactly(
            "first", "task 0 on worker: true", "task 1 on worker: true", "task 2 on worker: true");
  }

  @Test
  @DisplayName("leaves nothing behind that was handed over to one who had entered")
  void exitDrains() throws InterruptedException {
    AtomicInteger ran = new AtomicInteger();
    assertThat(strand.tryEnter()).isTrue();
    Thread other = new Thread(() -> strand.execute(ran::incrementAndGet));
    other.start();
    other.join(10_000);
    assertThat(ran).hasValue(0);

    strand.exit();

    assertThat(ran).hasValue(1);
    assertThat(strand.tryEnter()).isTrue();
    strand.exit();
  }

  @Test
  @DisplayName("survives tasks that throw, and handlers that throw")
  void failures() {
    Strand fragile =
        new Strand(
            failure -> {
              failures.add(failure);
              throw new IllegalStateException("handler", failure);
            });
    AtomicInteger ran = new AtomicInteger();
    fragile.execute(
        () -> {
          fragile.execute(
              () -> {
                throw new AssertionError("second");
              });
          fragile.execute(ran::incrementAndGet);
          throw new IllegalArgumentException("first");
        });
    fragile.execute(ran::incrementAndGet);

    assertThat(failures).extracting(Throwable::getMessage).containsExactly("first", "second");
    assertThat(ran).hasValue(2);
  }

  @Test
  @DisplayName("runs tasks of many threads one at a time, each thread's in its order, none lost")
  void stress() throws Exception {
    int threads = 4;
    int each = 50_000;
    CyclicBarrier start = new CyclicBarrier(threads);
    int[] next = new int[threads]; // touched inside the strand only, so plain
    AtomicInteger inside = new AtomicInteger();
    List<Thread> workers =
        IntStream.range(0, threads)
            .mapToObj(
                number ->
                    new Thread(
                        () -> {
                          awaitUninterruptibly(start);
                          for (int i = 0; i < each; i++) {
                            step(number, i, next, inside, i % 2 == 0);
                          }
                        }))
            .toList();
    workers.forEach(Thread::start);
    for (Thread worker : workers) {
      worker.join(60_000);
    }

    await().until(strand::tryEnter); // all that was handed over has run
    assertThat(failures).isEmpty();
    assertThat(next).containsOnly(each);
    strand.exit();
  }

  private void step(int number, int expected, int[] next, AtomicInteger inside, boolean enter) {
    Runnable task =
        () -> {
          if (inside.incrementAndGet() != 1 || next[number] != expected) {
            throw new AssertionError("thread " + number + " at " + expected);
          }
          next[number] = expected + 1;
          inside.decrementAndGet();
        };
    if (enter && strand.tryEnter()) {
      try {
        task.run();
      } finally {
        strand.exit();
      }
    } else {
      strand.execute(task);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterruptibly(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
