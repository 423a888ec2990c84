package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScheduledTimersTest {
  private static final Duration FAR = Duration.ofDays(400_000); // more nanoseconds than fit a long

  private static boolean alive(String name) {
    return Thread.getAllStackTraces().keySet().stream().anyMatch(it -> it.getName().equals(name));
  }

  @Test
  @DisplayName("tasks run on one daemon thread of the given name, one that throws does no harm")
  void runs() {
    try (ScheduledTimers timers = new ScheduledTimers("timers-run")) {
      timers.schedule(
          Duration.ZERO,
          () -> {
            throw new IllegalStateException("logged, no more");
          });
      CompletableFuture<Thread> ranOn = new CompletableFuture<>();
      timers.schedule(Duration.ofMillis(1), () -> ranOn.complete(Thread.currentThread()));

      Thread thread = ranOn.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(thread.getName()).isEqualTo("timers-run");
      assertThat(thread.isDaemon()).isTrue();
    }
  }

  @Test
  @DisplayName("a cancelled timer leaves nothing behind, and cancelling again is harmless")
  void cancel() {
    try (ScheduledTimers timers = new ScheduledTimers("timers-cancel")) {
      for (int i = 0; i < 1000; i++) {
        Timers.Timeout timeout = timers.schedule(FAR, () -> {});
        timeout.cancel();
        timeout.cancel();
      }
      assertThat(timers.pending()).isZero();
    }
  }

  @Test
  @DisplayName("close forgets what is to come, ends the thread, and takes no more")
  void close() throws InterruptedException {
    ScheduledTimers timers = new ScheduledTimers("timers-close");
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    timers.schedule(
        Duration.ZERO,
        () -> {
          inside.countDown();
          try {
            interrupted.complete(!goOn.await(10, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            interrupted.complete(true);
          }
        });
    timers.schedule(FAR, () -> {});
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

    timers.close();
    timers.close();
    timers.schedule(Duration.ZERO, () -> {}).cancel();
    goOn.countDown();

    assertThat(interrupted.join()).as("a running task is left alone").isFalse();
    assertThat(timers.pending()).isZero();
    await().until(() -> !alive("timers-close"));
  }
}
