package io.roomcast.bench.report;

import static io.roomcast.bench.report.Samples.NETTY;
import static io.roomcast.bench.report.Samples.PEER;
import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import io.roomcast.bench.report.Target.AgainstItself;
import io.roomcast.bench.report.Target.AgainstPeer;
import io.roomcast.bench.report.Target.AllFaults;
import io.roomcast.bench.report.Target.Bound;
import io.roomcast.bench.report.Target.OfCluster;
import io.roomcast.bench.run.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static final ScenarioInfo LOAD = Samples.scenario("s", Kind.TRAFFIC, "", NETTY, PEER);
  private static final Target PEERS =
      new Target("", NETTY, new AgainstPeer("s", Metric.CPU_MICROS, PEER), Bound.atMost(1.2));
  private static final Target ITSELF =
      new Target("", NETTY, new AgainstItself("two", Metric.THROUGHPUT, "one"), Bound.atLeast(1.7));
  private static final Target FAULTS = new Target("", NETTY, new AllFaults(), Bound.atMost(0));

  @Test
  @DisplayName("every target is about a load and servers that there are")
  void known() {
    ByteArrayOutputStream listed = new ByteArrayOutputStream();
    Run.list(new PrintStream(listed, true, StandardCharsets.UTF_8));
    List<String> words = List.of(listed.toString(StandardCharsets.UTF_8).split("\\s+", -1));

    assertThat(Targets.ALL).hasSize(37);
    for (Target target : Targets.ALL) {
      assertThat(Contender.named(target.contender())).isPresent();
      assertThat(words).containsAll(target.question().scenarios());
      if (target.question() instanceof AgainstPeer question) {
        assertThat(words).contains(question.peer());
      }
      if (target.question() instanceof OfCluster question) {
        assertThat(words).containsAll(question.other().stream().toList());
      }
    }
  }

  @Test
  @DisplayName("a target is met, not met, or not measured")
  void verdicts() {
    assertThat(
            PEERS.verdict(
                results(cpu(NETTY, 1, 12), cpu(PEER, 1, 10), cpu(NETTY, 2, 12), cpu(PEER, 2, 10))))
        .isEqualTo("met");
    assertThat(
            PEERS.verdict(
                results(cpu(NETTY, 1, 13), cpu(PEER, 1, 10), cpu(NETTY, 2, 13), cpu(PEER, 2, 10))))
        .isEqualTo("**not met**");
    assertThat(PEERS.verdict(results())).isEqualTo("not measured");
    assertThat(Bound.atLeast(1.2).holds(1.2)).isTrue();
    assertThat(Bound.atLeast(1.3).holds(1.2)).isFalse();
  }

  @Test
  @DisplayName("numbers of different rounds are not compared")
  void rounds() {
    assertThat(PEERS.verdict(results(cpu(NETTY, 1, 12), cpu(PEER, 2, 10))))
        .isEqualTo("not measured");
  }

  @Test
  @DisplayName("fewer repetitions than there are to be are told of")
  void fewer() {
    assertThat(PEERS.verdict(results(cpu(NETTY, 1, 12), cpu(PEER, 1, 10))))
        .isEqualTo("met (1 of 2 repetitions)");
  }

  @Test
  @DisplayName("who failed once has not met the target, and has no \"0 faults\" either")
  void failed() {
    Measurement crash = Measurement.failed(Samples.turn("s", NETTY, 2), "it has ended");
    Results results = results(cpu(NETTY, 1, 12), cpu(PEER, 1, 10), crash);

    assertThat(PEERS.verdict(results)).isEqualTo("**not met**: 1 of 2 measurements failed");
    assertThat(FAULTS.verdict(results)).isEqualTo("**not met**: 1 of 2 measurements failed");
  }

  @Test
  @DisplayName("where a peer fails nothing is known, and where it fails once less is")
  void peer() {
    Measurement crash = Measurement.failed(Samples.turn("s", PEER, 2), "it has ended");

    assertThat(PEERS.verdict(results(cpu(NETTY, 2, 12), crash))).isEqualTo("not measured");
    assertThat(
            PEERS.verdict(results(cpu(NETTY, 1, 12), cpu(PEER, 1, 10), cpu(NETTY, 2, 12), crash)))
        .isEqualTo("met (1 of 2 repetitions)");
  }

  @Test
  @DisplayName("faults are counted over all loads; what was not measured is told of")
  void faults() {
    Results whole =
        results(cpu(NETTY, 1, 12), cpu(PEER, 1, 10), cpu(NETTY, 2, 12), cpu(PEER, 2, 10));
    assertThat(FAULTS.verdict(whole)).isEqualTo("met");
    assertThat(FAULTS.verdict(results(cpu(NETTY, 1, 12))))
        .isEqualTo("met (other loads not measured: 1)");
    assertThat(
            FAULTS.verdict(
                results(Samples.traffic("s", NETTY, 1, 1, new Faults(0, 0, 0, 0, 1, 0)))))
        .startsWith("**not met**");
    assertThat(FAULTS.verdict(results())).isEqualTo("not measured");
  }

  @Test
  @DisplayName("what this machine cannot tell is not measurable, and no failure")
  void obstacle() {
    Results two =
        new Results(
            Samples.run(
                List.of(),
                List.of(
                    Samples.scenario("one", Kind.CORES, "", NETTY),
                    Samples.scenario("two", Kind.CORES, "one", NETTY))),
            List.of(throughput("one", 100, 50), throughput("two", 100, 50)));

    assertThat(ITSELF.verdict(two)).isEqualTo("not measurable: it takes 4 CPUs, there are 2");
    assertThat(two.missing()).isEmpty();
  }

  @Test
  @DisplayName("where the generator is the limit nothing is said about the server")
  void saturated() {
    assertThat(ITSELF.verdict(cores(throughput("one", 100, 50), throughput("two", 150, 97))))
        .startsWith("not measurable: the load generator was busy 97 % of the time");
    assertThat(ITSELF.verdict(cores(throughput("one", 100, 50), throughput("two", 150, 60))))
        .startsWith("**not met**");
    assertThat(ITSELF.verdict(cores(throughput("one", 100, 50), throughput("two", 170, 97))))
        .startsWith("met");
  }

  @Test
  @DisplayName("where nothing is wanted the number is told, and no verdict is given")
  void reported() {
    Target reported = new Target("", NETTY, ITSELF.question(), Bound.none());

    assertThat(reported.bound()).hasToString("report");
    assertThat(reported.verdict(cores(throughput("one", 100, 50), throughput("two", 90, 60))))
        .isEqualTo("reported (1 of 2 repetitions)");
  }

  private static Results cores(Measurement... measurements) {
    ScenarioInfo one = Samples.scenario("one", Kind.TRAFFIC, "", NETTY);
    ScenarioInfo two = Samples.scenario("two", Kind.TRAFFIC, "one", NETTY);
    return new Results(Samples.run(List.of(), List.of(one, two)), List.of(measurements));
  }

  private static Results results(Measurement... measurements) {
    return new Results(Samples.run(List.of(), List.of(LOAD)), List.of(measurements));
  }

  private static Measurement cpu(String contender, int round, double cpu) {
    return Samples.traffic("s", contender, round, cpu, Faults.NONE);
  }

  private static Measurement throughput(String scenario, double perSecond, double busy) {
    return new Measurement(
        Samples.turn(scenario, NETTY, 1),
        List.of(),
        1,
        Map.of(Metric.THROUGHPUT, perSecond, Metric.GENERATOR_BUSY, busy),
        Faults.NONE,
        "");
  }
}
