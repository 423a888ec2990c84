package io.roomcast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a server whose compilers work for as long as the test wants it. */
class WarmUpTest {
  private static final long STRETCH = 100_000_000;
  private static final Timing TIMING = new Timing(1000, 5000, 1, 1, 1);
  private static final int FOR_EVER = Integer.MAX_VALUE;

  private long stretches;

  private WarmUp warmUp(int busyStretches, double share) {
    return new WarmUp(
        TIMING,
        compiling(() -> Math.round(share * STRETCH * Math.min(stretches, busyStretches))),
        nanos -> {
          assertThat(nanos).isEqualTo(STRETCH);
          stretches++;
          return true;
        });
  }

  private static CpuMeter compiling(LongSupplier nanos) {
    return new CpuMeter() {
      @Override
      public CpuTimes read() {
        return new CpuTimes(0, 0, 0);
      }

      @Override
      public long compiling() {
        return nanos.getAsLong();
      }
    };
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
    assertThat(stretches).isEqualTo(7 + 40);
    assertThat(warmUp.run(3)).isTrue();
    assertThat(stretches).isEqualTo(7 + 40 + 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1000})
  @DisplayName("where it is to take some time and no more, nobody asks who is warm")
  void fixed(long millis) {
    AtomicInteger times = new AtomicInteger();
    CpuMeter cpu = compiling(() -> 1_000_000_000L * times.get());
    WarmUp warmUp =
        new WarmUp(new Timing(millis, 1, 1, 1), cpu, nanos -> times.incrementAndGet() > 0);

    assertThat(warmUp.run(7)).isTrue();
    assertThat(warmUp.run(3)).isTrue();
    assertThat(times).hasValue(10);
  }

  @Test
  @DisplayName("a load that hangs ends it")
  void stuck() {
    WarmUp warmUp =
        new WarmUp(
            TIMING,
            () -> new CpuTimes(0, 0, 0),
            nanos -> {
              stretches++;
              return stretches < 3;
            });

    assertThat(warmUp.run(WarmUp.STRETCHES)).isFalse();
    assertThat(stretches).isEqualTo(3);
  }
}
