package io.roomcast.bench.report;

import static io.roomcast.bench.report.Samples.NETTY;
import static io.roomcast.bench.report.Samples.NODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import io.roomcast.bench.report.Target.Bound;
import io.roomcast.bench.report.Target.OfCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClusterCostTest {
  private static final String FEW = "cluster-20-n2";
  private static final String MANY = "cluster-200-n2";
  private static final Target SAME =
      new Target("", NETTY, new OfCluster(MANY, FEW, Optional.empty()), Bound.atMost(2));
  private static final Target PEER =
      new Target("", NETTY, new OfCluster(FEW, FEW, Optional.of(NODE)), Bound.atMost(1));

  private final List<Measurement> measured = new ArrayList<>();

  @Test
  @DisplayName("what a delivery costs more, times the deliveries, is what a broadcast costs more")
  void cost() {
    round(1, FEW, NETTY, 7, 17); // 200 µs
    round(2, FEW, NETTY, 7, 22); // 300 µs
    round(3, FEW, NETTY, 7, 27); // 400 µs

    assertThat(new ClusterCost(results()).spread(FEW, NETTY))
        .hasValueSatisfying(
            spread -> {
              assertThat(spread.median()).isCloseTo(300, within(1e-9));
              assertThat(spread.min()).isCloseTo(200, within(1e-9));
              assertThat(spread.max()).isCloseTo(400, within(1e-9));
            });
  }

  @Test
  @DisplayName("the same for all clients is a tenth for each of ten times as many")
  void sameForAll() {
    round(1, FEW, NETTY, 7, 17);
    round(1, MANY, NETTY, 6, 7);
    round(2, FEW, NETTY, 7, 17);
    round(2, MANY, NETTY, 6, 7);

    assertThat(SAME.verdict(results())).isEqualTo("met");
  }

  @Test
  @DisplayName("a cost that each client adds to is told of")
  void perClient() {
    round(1, FEW, NETTY, 7, 17);
    round(1, MANY, NETTY, 6, 16);
    round(2, FEW, NETTY, 7, 17);
    round(2, MANY, NETTY, 6, 16);

    assertThat(SAME.question().answer(results(), NETTY))
        .hasValueSatisfying(ratio -> assertThat(ratio.median()).isCloseTo(10, within(1e-9)));
    assertThat(SAME.verdict(results())).isEqualTo("**not met**");
  }

  @Test
  @DisplayName("a cluster is compared with another server's in the same round")
  void peer() {
    round(1, FEW, NETTY, 7, 17);
    round(1, FEW, NODE, 10, 50);
    round(2, FEW, NETTY, 7, 17);
    round(3, FEW, NODE, 10, 11);

    assertThat(PEER.question().answer(results(), NETTY))
        .hasValueSatisfying(ratio -> assertThat(ratio.median()).isCloseTo(0.25, within(1e-9)));
    assertThat(PEER.verdict(results())).isEqualTo("met (1 of 2 repetitions)");
  }

  @Test
  @DisplayName("a difference that is not above zero is noise, and decides nothing")
  void noise() {
    round(1, FEW, NETTY, 7, 17);
    round(1, MANY, NETTY, 6, 5.9);
    round(2, FEW, NETTY, 7, 17);
    round(2, MANY, NETTY, 6, 6.1);

    assertThat(SAME.question().answer(results(), NETTY)).isEmpty();
    assertThat(SAME.verdict(results())).startsWith("not measurable: the difference");
  }

  @Test
  @DisplayName("a server that failed alone has not met the target of its cluster either")
  void failed() {
    round(1, FEW, NETTY, 7, 17);
    round(1, MANY, NETTY, 6, 7);
    measured.add(Measurement.failed(Samples.turn("cluster-20-local", NETTY, 2), "it has ended"));

    assertThat(SAME.verdict(results())).isEqualTo("**not met**: 1 of 5 measurements failed");
    assertThat(PEER.verdict(new Results(results().run(), List.of()))).isEqualTo("not measured");
  }

  @Test
  @DisplayName("nodes are across, servers and clients down; what was not measured has no number")
  void section() {
    round(1, FEW, NETTY, 7, 17);
    round(2, FEW, NETTY, 7, 22);
    round(1, MANY, NETTY, 6, 7);
    round(1, "cluster-20-n1", NODE, 10, 20);

    assertThat(new ClusterCost(results()).section())
        .contains(
            """
            | server | clients | 1 node | 2 nodes |
            |---|--:|--:|--:|
            | Roomcast on Netty (epoll) | 20 | – | 250 (200–300) |
            | Roomcast on Netty (epoll) | 200 | – | 200 |
            | socket.io on Node.js | 20 | 200 | – |
            """);
    assertThat(new ClusterCost(Samples.results()).section()).isEmpty();
  }

  private void round(int round, String scenario, String contender, double alone, double cluster) {
    String local = scenario.replaceAll("-n.$", "-local");
    measured.add(Samples.traffic(local, contender, round, alone, Faults.NONE));
    measured.add(Samples.traffic(scenario, contender, round, cluster, Faults.NONE));
  }

  private Results results() {
    List<ScenarioInfo> loads =
        List.of(
            Samples.cluster("cluster-20-local", "", 20, 1),
            Samples.cluster("cluster-20-n1", "cluster-20-local", 20, 1),
            Samples.cluster(FEW, "cluster-20-local", 20, 2),
            Samples.cluster("cluster-200-local", "", 200, 1),
            Samples.cluster(MANY, "cluster-200-local", 200, 2));
    return new Results(Samples.run(List.of(), loads), List.copyOf(measured));
  }
}
