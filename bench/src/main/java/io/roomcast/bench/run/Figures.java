package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.measure.LoadResult;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.WindowSum;
import java.util.EnumMap;
import java.util.Map;

/** From what a load generator saw to what is compared. */
final class Figures {
  private Figures() {}

  /**
   * Makes a measurement.
   *
   * @param memory what was measured beside the windows
   */
  static Measurement of(
      Scenario scenario,
      Contender contender,
      int repetition,
      LoadResult result,
      Map<Metric, Double> memory,
      double maxForeignShare) {
    WindowSum sum = WindowSum.of(result.windows(), maxForeignShare);
    Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    metrics.putAll(memory);
    if (sum.isUsable() && scenario.load().mode() == Mode.IDLE) {
      metrics.put(
          Metric.HEARTBEAT_MICROS, sum.cpu().server() / 1e3 / result.clients() / sum.seconds());
    } else if (sum.isUsable() && sum.events() > 0) {
      metrics.put(Metric.CPU_MICROS, sum.cpu().server() / 1e3 / sum.events());
      metrics.put(Metric.THROUGHPUT, sum.events() / sum.seconds());
      metrics.put(Metric.SERVER_CORES, (double) sum.cpu().server() / sum.nanos());
      metrics.put(Metric.GENERATOR_CORES, (double) sum.cpu().generator() / sum.nanos());
      if (result.latency().count() > 0) {
        metrics.put(Metric.P50_MICROS, result.latency().p50());
        metrics.put(Metric.P99_MICROS, result.latency().p99());
        metrics.put(Metric.P999_MICROS, result.latency().p999());
      }
    }
    return new Measurement(
        scenario.id(),
        contender.id(),
        repetition,
        sum.kept(),
        sum.dropped(),
        metrics,
        result.faults(),
        "");
  }
}
