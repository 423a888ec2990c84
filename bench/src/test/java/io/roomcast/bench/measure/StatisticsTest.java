package io.roomcast.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  @DisplayName("the median is the middle one, or between the two in the middle")
  void spread() {
    assertThat(Spread.of(List.of(3.0, 1.0, 10.0))).contains(new Spread(3, 1, 10, 3));
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).contains(new Spread(2.5, 1, 4, 4));
    assertThat(Spread.of(List.of(7.0))).contains(new Spread(7, 7, 7, 1));
    assertThat(Spread.of(List.of())).isEmpty();
  }

  @Test
  @DisplayName("windows in which others used the CPU do not count")
  void windows() {
    Window alone = window(100, new CpuTimes(SECOND / 2, SECOND, 3 * SECOND / 2));
    Window disturbed = window(999, new CpuTimes(SECOND / 2, SECOND, 2 * SECOND));
    Window hardly = window(300, new CpuTimes(SECOND / 4, SECOND, 5 * SECOND / 4 + SECOND / 20));
    assertThat(alone.isQuiet(0.1)).isTrue();
    assertThat(disturbed.isQuiet(0.1)).isFalse();
    assertThat(hardly.isQuiet(0.1)).isTrue();

    Window sum = Window.sum(List.of(alone, hardly));

    assertThat(sum.events()).isEqualTo(400);
    assertThat(sum.seconds()).isEqualTo(2);
    assertThat(sum.busyNanos()).isEqualTo(SECOND);
    assertThat(sum.cpu().server()).isEqualTo(3 * SECOND / 4);
    assertThat(sum.cpuMicros()).isEqualTo(1875);
    assertThat(Window.sum(List.of()).events()).isZero();
  }

  @Test
  @DisplayName("a coarse clock of the machine makes nothing negative")
  void coarse() {
    assertThat(new CpuTimes(SECOND, SECOND, SECOND).foreign()).isZero();
  }

  private static Window window(long events, CpuTimes cpu) {
    return new Window(SECOND, events, SECOND / 2, cpu);
  }
}
