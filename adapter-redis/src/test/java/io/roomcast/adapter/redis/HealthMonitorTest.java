package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who hears how it stands with Redis")
class HealthMonitorTest {

  @Test
  @DisplayName("hears of the next change, too, after throwing anything at all")
  void throwsAnything() throws InterruptedException {
    BlockingQueue<RedisState> heard = new LinkedBlockingQueue<>();
    HealthMonitor monitor =
        new HealthMonitor(
            "redis://nowhere",
            health -> {
              heard.add(health.state());
              throw new AssertionError("of the application");
            },
            InstantSource.system());
    monitor.change(RedisState.CONNECTING, "");
    monitor.change(RedisState.CONNECTED, "");
    monitor.change(RedisState.CLOSED, "");
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(RedisState.CONNECTING);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(RedisState.CONNECTED);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(RedisState.CLOSED);
  }
}
