package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.limit.LimitServer;
import io.roomcast.bench.limit.Writing;
import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.LoadResult;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** On a machine that is as busy as the test wants it to be. */
class WindowsTest {
  private static final CpuMeter QUIET = () -> new CpuTimes(0, 0, 0);

  @Test
  @DisplayName("a clock forgets what happened outside of windows, and in windows that do not count")
  void clock() {
    Clock clock = new Clock();
    clock.record(1);
    clock.start();
    clock.record(10);
    clock.stop();
    clock.record(20);
    clock.count();
    clock.start();
    clock.record(30);
    clock.stop();

    assertThat(clock.histogram().getTotalCount()).isOne();
    assertThat(clock.histogram().getMaxValue()).isEqualTo(10);
  }

  @Test
  @DisplayName("a window that was interrupted goes on")
  void interrupted() {
    Clock clock = new Clock();
    clock.start();
    clock.record(10);
    clock.stop();
    clock.record(1000);
    clock.resume();
    clock.record(20);
    clock.stop();
    clock.count();

    assertThat(clock.histogram().getTotalCount()).isEqualTo(2);
    assertThat(clock.histogram().getMaxValue()).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource(names = {"ECHO", "CONNECT"})
  @DisplayName("on a quiet machine there are as many windows as are wanted, and all latencies")
  void quiet(Mode mode) {
    LoadResult result = run(mode, QUIET);

    assertThat(result.windows()).hasSize(2);
    assertThat(result.latency().count()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(names = {"ECHO", "CONNECT"})
  @DisplayName("where others are always busy a few more windows are tried, and no latency counts")
  void busy(Mode mode) {
    AtomicLong others = new AtomicLong();
    LoadResult result = run(mode, () -> new CpuTimes(0, 0, others.addAndGet(10_000_000_000L)));

    assertThat(result.windows()).hasSize(4);
    assertThat(result.events()).isPositive();
    assertThat(result.latency().count()).isZero();
  }

  @Test
  @DisplayName("the generator knows how long it had something to do")
  void generator() {
    assertThat(run(Mode.ECHO, QUIET).windows())
        .anyMatch(window -> window.busyNanos() > 0) // not where the machine stood still
        .allMatch(window -> window.busyNanos() <= window.nanos());
  }

  private static LoadResult run(Mode mode, CpuMeter cpu) {
    try (LimitServer server = LimitServer.start(Writing.EACH, 0)) {
      LoadSpec spec =
          Loads.spec(mode, Entrance.PLAIN, server.port(), 4, 1).toBuilder()
              .maxForeignShare(0.1)
              .build();
      return Load.run(spec, cpu, Signals.NONE);
    }
  }
}
