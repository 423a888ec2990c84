package io.roomcast.bench.report;

import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import com.google.gson.reflect.TypeToken;
import io.roomcast.bench.measure.Spread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of JMH's results, as its JSON has them; what the tables do not need is left out.
 *
 * @param benchmark class and method
 * @param params names and values, in order
 */
record PartResult(
    String benchmark,
    int forks,
    String vmName,
    String vmVersion,
    List<String> jvmArgs,
    int warmupIterations,
    int measurementIterations,
    String measurementTime,
    @Nullable Map<String, String> params,
    @SerializedName("primaryMetric") Metric time,
    @SerializedName("secondaryMetrics") Map<String, Metric> others) {

  /** All iterations of all forks. */
  record Metric(double score, String scoreUnit, List<List<Double>> rawData) {
    Optional<Spread> spread() {
      return Spread.of(rawData.stream().flatMap(Collection::stream).toList());
    }
  }

  /**
   * All lines of JMH's results.
   *
   * @throws IllegalArgumentException if there is none
   */
  static List<PartResult> read(Path results) {
    try {
      List<PartResult> all =
          new Gson().fromJson(Files.readString(results), new TypeToken<List<PartResult>>() {});
      if (all == null || all.isEmpty()) {
        throw new IllegalArgumentException(results + " is empty");
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, or none if there is no file. */
  static List<PartResult> readIfThere(Path results) {
    return Files.exists(results) ? read(results) : List.of();
  }

  /** The class, without its package. */
  String group() {
    String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
    return type.substring(type.lastIndexOf('.') + 1);
  }

  String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  Map<String, String> parameters() {
    return params == null ? Map.of() : params;
  }

  /** CPU time of an operation in nanoseconds, where that was measured. */
  Optional<Double> cpu() {
    return cpuSpread().map(Spread::median);
  }

  /** Bytes that an operation allocates, where that was measured. */
  Optional<Double> allocated() {
    return median("gc.alloc.rate.norm");
  }

  /** Clients that an operation reaches, where there may be several. */
  Optional<Double> deliveries() {
    return Optional.ofNullable(others.get("perDelivery")).map(each -> time.score / each.score);
  }

  /** The same over all iterations. */
  Optional<Spread> cpuSpread() {
    return spread("cpu.norm");
  }

  private Optional<Double> median(String name) {
    return spread(name).map(Spread::median);
  }

  private Optional<Spread> spread(String name) {
    return Optional.ofNullable(others.get(name)).flatMap(Metric::spread);
  }
}
