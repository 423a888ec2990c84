package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.process.Pinning;
import io.roomcast.bench.process.ProcessException;
import io.roomcast.bench.process.RedisServer;
import io.roomcast.bench.report.ResultFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes; but for one test no peer is fetched. The machine may be busy. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class TrialIT {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final String ANY_NOISE = "1000";

  @TempDir Path output;

  @BeforeEach
  void linux() {
    assumeTrue(Proc.ofThisMachine().isAvailable(), "CPU times are read from /proc");
  }

  @Test
  @DisplayName("a run measures servers in processes of their own and writes its report")
  void traffic() {
    List<Measurement> measured = run("broadcast-1000-d8", "roomcast-netty-nio,nio-gather");

    assertThat(measured)
        .extracting(m -> m.turn().scenario() + " " + m.turn().contender())
        .containsExactly(
            "broadcast-1000-d8 roomcast-netty-nio",
            "broadcast-1000-d8 nio-gather",
            "broadcast-1000-d8-1k nio-gather");
    assertThat(measured).allSatisfy(TrialIT::assertFine);
  }

  @Test
  @DisplayName("several servers that share a Redis are measured as one")
  void cluster() {
    assumeTrue(RedisServer.executable().isPresent(), "there is no redis-server on the PATH");
    List<Measurement> measured = run("cluster", "roomcast-netty");

    assertThat(measured)
        .extracting(m -> m.turn().scenario())
        .containsExactly(
            "cluster-20-local",
            "cluster-20-n1",
            "cluster-20-n2",
            "cluster-20-n3",
            "cluster-200-local",
            "cluster-200-n1",
            "cluster-200-n2",
            "cluster-200-n3");
    assertThat(measured).allSatisfy(TrialIT::assertFine);
    assertThat(output.resolve("report.md")).content().contains("What a cluster adds");
  }

  @Test
  @DisplayName("the reference shares its rooms through Redis, too, where it can be fetched")
  void reference() {
    assumeTrue(RedisServer.executable().isPresent(), "there is no redis-server on the PATH");
    Contenders contenders = new Contenders(MODULE, new Jvm(List.of(), Optional.empty()));
    try {
      contenders.version(Contender.SOCKETIO_NODE);
    } catch (ProcessException e) {
      abort("the reference cannot be fetched: " + e.getMessage());
    }
    Scenario two =
        Options.of(new String[] {"--quick", "--only", "cluster"}).suite().stream()
            .filter(scenario -> scenario.id().equals("cluster-20-n2"))
            .findFirst()
            .orElseThrow();
    Pinning pinning = Pinning.of(Proc.ofThisMachine().allowedCpus());
    Trial trial = new Trial(contenders, pinning, output, Double.MAX_VALUE);

    Measurement measurement =
        trial.run(two, Contender.SOCKETIO_NODE, new Turn(two.id(), "socketio-node", 1, 1, "now"));

    assertFine(measurement);
    assertThat(measurement.metrics()).containsKey(Metric.CPU_MICROS);
  }

  @Test
  @DisplayName("memory and heartbeats of idle connections are measured")
  void memory() {
    List<Measurement> measured = run("idle-polling", "roomcast-java-websocket");

    assertThat(measured)
        .singleElement()
        .satisfies(TrialIT::assertFine)
        .satisfies(
            m ->
                assertThat(m.metrics())
                    .containsKeys(
                        Metric.HEAP_BYTES, Metric.RESIDENT_BYTES, Metric.HEARTBEAT_MICROS))
        .satisfies(m -> assertThat(m.windows()).allMatch(window -> window.events() > 0));
  }

  private static void assertFine(Measurement measurement) {
    assertThat(measurement.problem()).isEmpty();
    assertThat(measurement.faults()).isEqualTo(Faults.NONE);
    assertThat(measurement.kept()).isPositive();
  }

  private List<Measurement> run(String scenarios, String servers) {
    Options options =
        Options.of(
            new String[] {
              "--quick",
              "--only",
              scenarios,
              "--servers",
              servers,
              "--max-foreign",
              ANY_NOISE,
              "--out",
              output.toString(),
              "--again",
              "--jvm",
              "-Xmx256m"
            });
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    // a run keeps its results with its module, and reports on all that are there
    Path page = new Run(options, output, out).run("a test");

    assertThat(page)
        .isEqualTo(output.resolve("report.md"))
        .content()
        .contains("# Benchmark report");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains(Contender.named(servers.split(",", -1)[0]).orElseThrow().id());
    return ResultFile.read(output.resolve("results.jsonl")).measurements();
  }
}
