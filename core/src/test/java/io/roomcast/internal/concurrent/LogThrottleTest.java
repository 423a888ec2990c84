package io.roomcast.internal.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

  @Test
  void lets_one_through_per_interval_the_first_at_once() {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may wrap
    LogThrottle throttle = new LogThrottle(Duration.ofNanos(10), clock::get);

    assertThat(throttle.pass()).isTrue();
    assertThat(throttle.pass()).isFalse();
    clock.addAndGet(9);
    assertThat(throttle.pass()).isFalse();
    clock.addAndGet(1);
    assertThat(throttle.pass()).isTrue();
    assertThat(throttle.pass()).isFalse();
  }
}
