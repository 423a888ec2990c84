package io.roomcast.spi.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A burst")
class BurstTest {
  private final List<String> done = new ArrayList<>();
  private final Runnable writing = this::write;
  private final Runnable handling = this::handle;

  private void write() {
    done.add("write");
  }

  private void handle() {
    done.add("handle");
  }

  @Test
  @DisplayName("puts nothing off where there is none")
  void none() {
    assertThat(Burst.isOpen()).isFalse();
    assertThat(Burst.putOffWriting(writing)).isFalse();
    assertThat(Burst.putOffHandling(handling)).isFalse();
    assertThat(done).isEmpty();
  }

  @Test
  @DisplayName("of sending does what was put off once, at its end, and lets handlers begin at once")
  void sending() {
    Burst burst = Burst.beginSending();
    assertThat(Burst.putOffWriting(writing)).isTrue();
    assertThat(Burst.putOffWriting(writing)).isTrue();
    assertThat(Burst.putOffHandling(handling)).isFalse();
    assertThat(done).isEmpty();
    burst.end();
    assertThat(done).containsExactly("write");
    assertThat(Burst.isOpen()).isFalse();
  }

  @Test
  @DisplayName("of reading puts both off, and does them in their order")
  void reading() {
    Burst burst = Burst.beginReading();
    assertThat(Burst.putOffHandling(handling)).isTrue();
    assertThat(Burst.putOffWriting(writing)).isTrue();
    burst.end();
    assertThat(done).containsExactly("handle", "write");
  }

  @Test
  @DisplayName("inside another is a part of it, whatever it was begun for")
  void nested() {
    Burst outer = Burst.beginSending();
    Burst inner = Burst.beginReading();
    assertThat(inner).isSameAs(outer);
    assertThat(Burst.putOffHandling(handling)).isFalse();
    assertThat(Burst.putOffWriting(writing)).isTrue();
    inner.end();
    assertThat(done).isEmpty();
    assertThat(Burst.isOpen()).isTrue();
    outer.end();
    assertThat(done).containsExactly("write");
  }

  @Test
  @DisplayName("has itself watched when something is put off, and nothing was")
  void watched() {
    Burst burst = Burst.beginSending(() -> done.add("watched"));
    assertThat(done).isEmpty();
    Burst.putOffWriting(writing);
    Burst.putOffWriting(writing);
    Burst.putOffWriting(() -> done.add("another"));
    assertThat(done).containsExactly("watched");
    burst.release();
    Burst.putOffWriting(writing);
    assertThat(done).containsExactly("watched", "write", "another", "watched");
    burst.end();
  }

  @Test
  @DisplayName("wakes all though one of them fails")
  void failing() {
    Burst burst = Burst.beginSending();
    Burst.putOffWriting(
        () -> {
          throw new IllegalStateException("thrown by a test");
        });
    Burst.putOffWriting(writing);
    burst.end();
    assertThat(done).containsExactly("write");
  }

  @Test
  @DisplayName("is over for what was put off where somebody is about to wait for that")
  void releasedByItsThread() {
    Burst.releaseNow();
    Burst burst = Burst.beginSending();
    Burst.putOffWriting(writing);
    Burst.releaseNow();
    assertThat(done).containsExactly("write");
    burst.end();
    assertThat(done).hasSize(1);
  }

  @Test
  @DisplayName("is hastened for one step")
  void hastened() {
    Burst.hasten();
    Burst burst = Burst.beginSending();
    Burst.putOffWriting(writing);
    burst.stepDone();
    assertThat(done).isEmpty();
    Burst.hasten();
    burst.stepDone();
    assertThat(done).containsExactly("write");
    Burst.putOffWriting(writing);
    burst.stepDone();
    assertThat(done).hasSize(1);
    burst.end();
  }

  @Test
  @DisplayName("is its thread's alone")
  void ofOneThread() {
    Burst burst = Burst.beginSending();
    assertThat(CompletableFuture.supplyAsync(() -> Burst.putOffWriting(writing)).join()).isFalse();
    burst.end();
    assertThat(done).isEmpty();
  }

  @Test
  @DisplayName("goes on when another thread has what was put off done")
  void released() {
    Burst burst = Burst.beginSending();
    Burst.putOffWriting(writing);
    CompletableFuture.runAsync(burst::release).join();
    assertThat(done).containsExactly("write");
    assertThat(Burst.putOffWriting(writing)).isTrue();
    burst.end();
    assertThat(done).containsExactly("write", "write");
  }
}
