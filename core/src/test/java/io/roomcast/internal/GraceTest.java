package io.roomcast.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A grace")
class GraceTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1000); // about to overflow
  private final Grace grace = new Grace(clock::get);

  @Test
  @DisplayName("is what the first call says, and gets shorter with time")
  void first() {
    assertThat(grace.shorten(Duration.ofNanos(5000))).isTrue();
    assertThat(grace.left()).isEqualTo(Duration.ofNanos(5000));
    clock.addAndGet(4999);
    assertThat(grace.left()).isEqualTo(Duration.ofNanos(1));
    clock.addAndGet(4999);
    assertThat(grace.left()).isZero();
  }

  @Test
  @DisplayName("is shortened by a call whose own ends earlier, and by no other")
  void shortened() {
    assertThat(grace.shorten(Duration.ofNanos(5000))).isTrue();
    clock.addAndGet(2000);
    assertThat(grace.shorten(Duration.ofNanos(3000))).as("the same end").isFalse();
    assertThat(grace.shorten(Duration.ofNanos(4000))).isFalse();
    assertThat(grace.left()).isEqualTo(Duration.ofNanos(3000));
    assertThat(grace.shorten(Duration.ofNanos(2999))).isTrue();
    assertThat(grace.left()).isEqualTo(Duration.ofNanos(2999));
    assertThat(grace.shorten(Duration.ZERO)).isTrue();
    assertThat(grace.left()).isZero();
  }

  @Test
  @DisplayName("without end is a year")
  void endless() {
    assertThat(grace.shorten(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(grace.left()).isEqualTo(Duration.ofDays(365));
  }
}
