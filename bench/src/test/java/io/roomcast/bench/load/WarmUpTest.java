package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Of a server whose compilers work for as long as the test wants it. */
class WarmUpTest {
  private static final long STRETCH = 100_000_000;
  private static final int FOR_EVER = Integer.MAX_VALUE;

  private long stretches;

  private WarmUp warmUp(int busyStretches, double share) {
    CpuMeter compiling =
        new CpuMeter() {
          @Override
          public CpuTimes read() {
            return new CpuTimes(0, 0, 0);
          }

          @Override
          public long compiling() {
            return Math.round(share * STRETCH * Math.min(stretches, busyStretches));
          }
        };
    return new WarmUp(
        1000,
        compiling,
        nanos -> {
          assertThat(nanos).isEqualTo(STRETCH);
          stretches++;
          return true;
        });
  }

  @Test
  @DisplayName("a server that does not compile is warm after the time that was asked for")
  void shortest() {
    assertThat(warmUp(0, 0).run(WarmUp.STRETCHES)).isTrue();

    assertThat(stretches).isEqualTo(WarmUp.STRETCHES);
  }

  @Test
  @DisplayName("while the compilers are at work it is not, nor after a single pause of theirs")
  void compiling() {
    assertThat(warmUp(25, 0.3).run(WarmUp.STRETCHES)).isTrue();

    assertThat(stretches).isEqualTo(27);
  }

  @Test
  @DisplayName("some method or other always gets hot: little compiling counts as none")
  void little() {
    assertThat(warmUp(FOR_EVER, WarmUp.QUIET / 2).run(WarmUp.STRETCHES)).isTrue();

    assertThat(stretches).isEqualTo(WarmUp.STRETCHES);
  }

  @Test
  @DisplayName("it does not go on for ever, and what comes after gets the time that was asked for")
  void longest() {
    WarmUp warmUp = warmUp(FOR_EVER, 1);

    assertThat(warmUp.run(7)).isTrue();
    assertThat(stretches).isEqualTo(WarmUp.MOST * WarmUp.STRETCHES);
    assertThat(warmUp.run(3)).isTrue();
    assertThat(stretches).isEqualTo(WarmUp.MOST * WarmUp.STRETCHES + 3);
  }

  @Test
  @DisplayName("a load that hangs ends it")
  void stuck() {
    WarmUp warmUp =
        new WarmUp(
            1000,
            () -> new CpuTimes(0, 0, 0),
            nanos -> {
              stretches++;
              return stretches < 3;
            });

    assertThat(warmUp.run(WarmUp.STRETCHES)).isFalse();
    assertThat(stretches).isEqualTo(3);
  }
}
