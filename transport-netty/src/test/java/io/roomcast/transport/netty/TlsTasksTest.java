package io.roomcast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tasks of TLS handshakes")
class TlsTasksTest {
  private final TlsTasks tasks = new TlsTasks(2, 3, number -> "tls-" + number);
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() throws InterruptedException {
    release.countDown();
    tasks.stop(Duration.ofSeconds(20));
  }

  private Runnable blocking(String name) {
    return () -> {
      begun.add(name);
      Scene.awaitLatch(release);
    };
  }

  private Runnable task(String name) {
    return () -> begun.add(name);
  }

  @Test
  @DisplayName("of a channel that closes are dropped, and make room for those of others")
  void closed() throws InterruptedException {
    Executor first = tasks.of(new EmbeddedChannel());
    Executor second = tasks.of(new EmbeddedChannel());
    first.execute(blocking("first"));
    assertThat(Scene.next(begun)).isEqualTo("first");
    second.execute(blocking("second"));
    assertThat(Scene.next(begun)).isEqualTo("second");
    EmbeddedChannel leaving = new EmbeddedChannel();
    Executor leaver = tasks.of(leaving);
    leaver.execute(task("leaver"));
    leaver.execute(task("leaver again"));
    tasks.of(new EmbeddedChannel()).execute(task("third"));
    Executor fourth = tasks.of(new EmbeddedChannel());
    assertThatThrownBy(() -> fourth.execute(task("fourth")))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("too many");
    assertThat(tasks.waiting()).isEqualTo(3);

    leaving.close();
    assertThat(tasks.waiting()).isEqualTo(1);
    assertThatThrownBy(() -> leaver.execute(task("late")))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("ended");
    fourth.execute(task("fourth"));
    release.countDown();
    assertThat(List.of(Scene.next(begun), Scene.next(begun)))
        .containsExactlyInAnyOrder("third", "fourth");
    assertThat(tasks.waiting()).isZero();
  }

  @Test
  @DisplayName("of one channel are done one after the other, and keep none of another waiting")
  void serial() throws InterruptedException {
    Executor one = tasks.of(new EmbeddedChannel());
    one.execute(blocking("one"));
    one.execute(task("two"));
    assertThat(Scene.next(begun)).isEqualTo("one");
    tasks.of(new EmbeddedChannel()).execute(task("other"));
    assertThat(Scene.next(begun)).as("there are two threads").isEqualTo("other");
    assertThat(tasks.waiting()).isEqualTo(1);

    release.countDown();
    assertThat(Scene.next(begun)).isEqualTo("two");
  }

  @Test
  @DisplayName("that fail end no thread, and none begins after the end")
  void failing() throws InterruptedException {
    Executor one = tasks.of(new EmbeddedChannel());
    one.execute(
        () -> {
          throw new AssertionError("of the test");
        });
    one.execute(task("next"));
    assertThat(Scene.next(begun)).isEqualTo("next");

    tasks.stop(Duration.ofSeconds(20));
    assertThatThrownBy(() -> one.execute(task("late")))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  @DisplayName("that are under way when all ends are interrupted, and those that wait are dropped")
  void interrupted() throws InterruptedException {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    Executor one = tasks.of(new EmbeddedChannel());
    one.execute(
        () -> {
          begun.add("one");
          try {
            release.await();
          } catch (InterruptedException e) {
            ends.add("interrupted");
          }
        });
    one.execute(task("two"));
    assertThat(Scene.next(begun)).isEqualTo("one");
    tasks.stop(Duration.ofSeconds(20));

    assertThat(ends).containsExactly("interrupted");
    assertThat(begun).isEmpty();
  }
}
