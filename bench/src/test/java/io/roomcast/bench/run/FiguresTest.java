package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.roomcast.bench.load.Mode;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Latency;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.measure.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final long SECOND = 1_000_000_000;
  private static final Latency LATENCY = new Latency(100, 10, 20, 30, 40);
  private static final Faults FAULTS = new Faults(1, 0, 0, 0, 0, 0);
  private static final Turn TURN = new Turn("s", "c", 1, 1, "now");

  @Test
  @DisplayName("the figure of merit is the server's CPU time over what happened in quiet windows")
  void traffic() {
    Measurement measurement =
        figures(Mode.BROADCAST, window(400_000, 0), window(600_000, 0), window(5, SECOND));

    assertThat(measurement.turn()).isEqualTo(TURN);
    assertThat(measurement.windows()).hasSize(3);
    assertThat(measurement.kept()).isEqualTo(2);
    assertThat(measurement.dropped()).isEqualTo(1);
    assertThat(measurement.faults()).isEqualTo(FAULTS);
    assertThat(measurement.metrics())
        .containsOnly(
            Map.entry(Metric.CPU_MICROS, 1.0),
            Map.entry(Metric.DRIFT, measurement.metrics().get(Metric.DRIFT)),
            Map.entry(Metric.THROUGHPUT, 500_000.0),
            Map.entry(Metric.SERVER_CORES, 0.5),
            Map.entry(Metric.GENERATOR_CORES, 1.0),
            Map.entry(Metric.GENERATOR_BUSY, 25.0),
            Map.entry(Metric.P50_MICROS, 10.0),
            Map.entry(Metric.P99_MICROS, 20.0),
            Map.entry(Metric.P999_MICROS, 30.0),
            Map.entry(Metric.MAX_MICROS, 40.0),
            Map.entry(Metric.HEAP_BYTES, 2000.0));
  }

  @Test
  @DisplayName("a server that became cheaper from the first quiet window to the last was not warm")
  void drift() {
    Measurement measurement =
        figures(Mode.ECHO, window(1, SECOND), window(400, 0), window(500, 0), window(800, 0));

    assertThat(measurement.metrics().get(Metric.DRIFT)).isCloseTo(0.5, within(1e-9));
    assertThat(figures(Mode.ECHO, window(400, 0), window(1, SECOND)).metrics())
        .doesNotContainKey(Metric.DRIFT);
  }

  @Test
  @DisplayName("idle connections cost CPU per second and per heartbeat")
  void idle() {
    assertThat(figures(Mode.IDLE, window(5, 0)).metrics())
        .containsOnly(
            Map.entry(Metric.CONNECTION_SECOND_MICROS, 50_000.0),
            Map.entry(Metric.HEARTBEAT_MICROS, 100_000.0),
            Map.entry(Metric.HEAP_BYTES, 2000.0));
  }

  @Test
  @DisplayName("connections without heartbeats cost CPU per second all the same")
  void silent() {
    assertThat(figures(Mode.IDLE, window(0, 0)).metrics())
        .containsOnly(
            Map.entry(Metric.CONNECTION_SECOND_MICROS, 50_000.0),
            Map.entry(Metric.HEAP_BYTES, 2000.0));
    assertThat(figures(Mode.IDLE, window(0, SECOND)).metrics()).containsOnlyKeys(Metric.HEAP_BYTES);
  }

  @Test
  @DisplayName("what is no number is left out")
  void infinite() {
    Measurement measurement =
        Figures.of(
            TURN,
            Mode.ECHO,
            new LoadResult(10, List.of(), LATENCY, 1, FAULTS),
            Map.of(Metric.HEAP_BYTES, Double.NaN, Metric.PAUSED, 1 / 0.0, Metric.PAUSES, 3.0),
            0.1);

    assertThat(measurement.metrics()).containsOnly(Map.entry(Metric.PAUSES, 3.0));
  }

  @Test
  @DisplayName("without a quiet window there is no number that could be taken for one")
  void noisy() {
    assertThat(figures(Mode.ECHO, window(100, SECOND)).metrics())
        .containsOnlyKeys(Metric.HEAP_BYTES);
  }

  private static Measurement figures(Mode mode, Window... windows) {
    return Figures.of(
        TURN,
        mode,
        new LoadResult(10, List.of(windows), LATENCY, 1, FAULTS),
        Map.of(Metric.HEAP_BYTES, 2000.0),
        0.1);
  }

  private static Window window(long events, long foreign) {
    return new Window(
        SECOND,
        events,
        SECOND / 4,
        new CpuTimes(SECOND / 2, SECOND, SECOND / 2 + SECOND + foreign));
  }
}
