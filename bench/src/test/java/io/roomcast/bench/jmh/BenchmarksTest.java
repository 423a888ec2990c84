package io.roomcast.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs each benchmark for a moment, so that none stops to work unseen. */
class BenchmarksTest {
  @BeforeAll
  static void mayRunBesideOthers() {
    System.setProperty("jmh.ignoreLock", "true"); // nobody looks at the times
  }

  /** What is large otherwise; a benchmark takes those that it knows. */
  private static ChainedOptionsBuilder small() {
    return new OptionsBuilder()
        .param("room", "2/10")
        .param("pastClients", "10")
        .param("members", "250")
        .param("rooms", "2")
        .param("others", "1")
        .param("otherRooms", "10")
        .param("otherEvents", "1")
        .param("listeners", "2")
        .param("elements", "2")
        .param("size", "1");
  }

  @ParameterizedTest
  @MethodSource("classes")
  @DisplayName("each benchmark of a class runs, in each kind")
  void runs(String type) throws RunnerException {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    OutputFormat output =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(said, true, StandardCharsets.UTF_8), VerboseMode.SILENT);
    ChainedOptionsBuilder options =
        small()
            .include("^" + type.replace(".", "\\.") + "\\.")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(2))
            .addProfiler(CpuProfiler.class)
            .shouldFailOnError(true);

    Collection<RunResult> results = new Runner(options.build(), output).run();

    assertThat(results.stream().map(result -> result.getParams().getBenchmark()).distinct())
        .as(said.toString(StandardCharsets.UTF_8))
        .containsExactlyInAnyOrderElementsOf(benchmarks().get(type));
    assertThat(results)
        .allSatisfy(
            result -> {
              assertThat(result.getPrimaryResult().getSampleCount()).as("iterations").isOne();
              assertThat(result.getSecondaryResults()).containsKey("cpu.norm");
            });
  }

  static Stream<String> classes() {
    return benchmarks().keySet().stream();
  }

  /** The names of the benchmarks by their classes. */
  private static SortedMap<String, Collection<String>> benchmarks() {
    OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    SortedMap<String, Collection<String>> found = new TreeMap<>();
    for (BenchmarkListEntry entry : BenchmarkList.defaultList().getAll(silent, List.of())) {
      String name = entry.getUsername();
      found
          .computeIfAbsent(name.substring(0, name.lastIndexOf('.')), type -> new TreeSet<>())
          .add(name);
    }
    return found;
  }

  @Test
  @DisplayName("a benchmark that does not reach the members that it names is refused")
  void reach() {
    try (ConnectedServer server = ConnectedServer.start(3)) {
      server.join("room", 2, 0);

      server.requireReach(2, () -> server.io().to("room").emit("b", "x"));
      assertThatIllegalStateException()
          .isThrownBy(() -> server.requireReach(3, () -> server.io().to("room").emit("b", "x")))
          .withMessage("2 messages instead of 3");
    }
  }
}
