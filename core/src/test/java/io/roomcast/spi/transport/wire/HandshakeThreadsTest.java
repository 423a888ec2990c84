package io.roomcast.spi.transport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.roomcast.spi.transport.wire.HandshakeThreads.Line;
import io.roomcast.testing.Latches;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Tasks of TLS handshakes")
class HandshakeThreadsTest {
  private final HandshakeThreads tasks = new HandshakeThreads(2, 3, number -> "tls-" + number);
  private final BlockingQueue<String> begun = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() throws InterruptedException {
    release.countDown();
    end();
  }

  private void end() throws InterruptedException {
    tasks.stop();
    assertThat(tasks.awaitEnd(Duration.ofSeconds(20))).isTrue();
  }

  private String next() throws InterruptedException {
    return begun.poll(20, TimeUnit.SECONDS);
  }

  private Runnable blocking(String name) {
    return () -> {
      begun.add(name);
      Latches.await(release);
    };
  }

  private Runnable task(String name) {
    return () -> begun.add(name);
  }

  @Test
  @DisplayName("of a connection that ends are dropped, and make room for those of others")
  void closed() throws InterruptedException {
    Line first = tasks.line();
    Line second = tasks.line();
    first.execute(blocking("first"));
    assertThat(next()).isEqualTo("first");
    second.execute(blocking("second"));
    assertThat(next()).isEqualTo("second");
    Line leaver = tasks.line();
    leaver.execute(task("leaver"));
    leaver.execute(task("leaver again"));
    tasks.line().execute(task("third"));
    Line fourth = tasks.line();
    assertThatThrownBy(() -> fourth.execute(task("fourth")))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("too many");
    assertThat(tasks.waiting()).isEqualTo(3);

    leaver.close();
    assertThat(tasks.waiting()).isEqualTo(1);
    assertThatThrownBy(() -> leaver.execute(task("late")))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("ended");
    fourth.execute(task("fourth"));
    release.countDown();
    assertThat(List.of(next(), next())).containsExactlyInAnyOrder("third", "fourth");
    assertThat(tasks.waiting()).isZero();
  }

  @Test
  @DisplayName("of one connection are done one after the other, and keep none of another waiting")
  void serial() throws InterruptedException {
    Line one = tasks.line();
    one.execute(blocking("one"));
    one.execute(task("two"));
    assertThat(next()).isEqualTo("one");
    tasks.line().execute(task("other"));
    assertThat(next()).as("there are two threads").isEqualTo("other");
    assertThat(tasks.waiting()).isEqualTo(1);

    release.countDown();
    assertThat(next()).isEqualTo("two");
  }

  @Test
  @DisplayName("that fail end no thread, and none begins after the end")
  void failing() throws InterruptedException {
    Line one = tasks.line();
    one.execute(
        () -> {
          throw new AssertionError("of the test");
        });
    one.execute(task("next"));
    assertThat(next()).isEqualTo("next");

    end();
    assertThatThrownBy(() -> one.execute(task("late")))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  @DisplayName("that are under way when all ends are interrupted, and those that wait are dropped")
  void interrupted() throws InterruptedException {
    BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    Line one = tasks.line();
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
    assertThat(next()).isEqualTo("one");
    end();

    assertThat(ends).containsExactly("interrupted");
    assertThat(begun).isEmpty();
  }
}
