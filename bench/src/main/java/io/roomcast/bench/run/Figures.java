package io.roomcast.bench.run;

import io.roomcast.bench.load.Mode;
import io.roomcast.bench.measure.Latency;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.measure.Window;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** From what a load generator saw to what is compared. */
final class Figures {
  private static final double PERCENT = 100;

  private Figures() {}

  /**
   * Makes a measurement.
   *
   * @param beside what was measured beside the windows
   */
  static Measurement of(
      Turn turn, Mode mode, LoadResult result, Map<Metric, Double> beside, double maxForeignShare) {
    List<Window> quiet =
        result.windows().stream().filter(window -> window.isQuiet(maxForeignShare)).toList();
    Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    metrics.putAll(beside);
    Window sum = Window.sum(quiet);
    if (mode == Mode.IDLE) {
      idle(sum, result.clients(), metrics);
    } else if (sum.events() > 0) {
      traffic(sum, metrics);
      drift(quiet, metrics);
      latency(result.latency(), metrics);
    }
    // there is no JSON for others, and nothing to be learnt from them
    metrics.values().removeIf(number -> !Double.isFinite(number));
    return new Measurement(turn, result.windows(), quiet.size(), metrics, result.faults(), "");
  }

  /** Connections cost CPU time whether there are heartbeats or not. */
  private static void idle(Window sum, int clients, Map<Metric, Double> metrics) {
    if (sum.nanos() > 0) {
      metrics.put(
          Metric.CONNECTION_SECOND_MICROS, sum.cpu().server() / 1e3 / clients / sum.seconds());
    }
    if (sum.events() > 0) {
      metrics.put(Metric.HEARTBEAT_MICROS, sum.cpuMicros());
    }
  }

  private static void traffic(Window sum, Map<Metric, Double> metrics) {
    metrics.put(Metric.CPU_MICROS, sum.cpuMicros());
    metrics.put(Metric.THROUGHPUT, sum.events() / sum.seconds());
    metrics.put(Metric.SERVER_CORES, (double) sum.cpu().server() / sum.nanos());
    metrics.put(Metric.GENERATOR_CORES, (double) sum.cpu().generator() / sum.nanos());
    metrics.put(Metric.GENERATOR_BUSY, PERCENT * sum.busyNanos() / sum.nanos());
  }

  private static void drift(List<Window> quiet, Map<Metric, Double> metrics) {
    Window first = quiet.get(0);
    Window last = quiet.get(quiet.size() - 1);
    if (quiet.size() > 1 && first.events() > 0 && last.events() > 0) {
      metrics.put(Metric.DRIFT, last.cpuMicros() / first.cpuMicros());
    }
  }

  private static void latency(Latency latency, Map<Metric, Double> metrics) {
    if (latency.count() > 0) {
      metrics.put(Metric.P50_MICROS, latency.p50());
      metrics.put(Metric.P99_MICROS, latency.p99());
      metrics.put(Metric.P999_MICROS, latency.p999());
      metrics.put(Metric.MAX_MICROS, latency.max());
    }
  }
}
