package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Profile;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.server.Compression;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SuiteTest {
  private static final List<Scenario> FULL = Suite.usual();
  private static final List<Scenario> QUICK = Suite.of(true, 60, "the other JDK");

  @Test
  @DisplayName("the quick run tries all loads of the full one, on the same servers")
  void same() {
    assertThat(QUICK.stream().map(Scenario::id))
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(FULL.stream().map(Scenario::id).toList());
    for (int i = 0; i < FULL.size(); i++) {
      assertThat(QUICK.get(i).contenders()).isEqualTo(FULL.get(i).contenders()).isNotEmpty();
    }
  }

  @Test
  @DisplayName("a full run takes at most about 100 minutes, a quick one less than 15")
  void time() {
    assertThat(total(FULL)).isLessThan(Duration.ofMinutes(100));
    assertThat(total(QUICK)).isLessThan(Duration.ofMinutes(13));
  }

  private static Duration total(List<Scenario> suite) {
    return Duration.ofMillis(
        suite.stream()
            .filter(scenario -> !scenario.info().extra() && scenario.info().minCpus() <= 2)
            .mapToLong(Scenario::estimatedMillisOfAll)
            .sum());
  }

  @Test
  @DisplayName("what is compared is measured side by side: a baseline is a load of the same group")
  void groups() {
    assertThat(FULL).filteredOn(it -> !it.info().baseline().isEmpty()).hasSize(12);
    for (Scenario scenario : FULL) {
      String baseline = scenario.info().baseline();
      if (!baseline.isEmpty()) {
        Scenario other =
            FULL.stream().filter(it -> it.id().equals(baseline)).findFirst().orElseThrow();
        assertThat(other.info().group()).isEqualTo(scenario.info().group());
        assertThat(other.contenders()).containsAll(scenario.contenders());
      }
    }
  }

  @Test
  @DisplayName("idle connections are watched for whole intervals, in a JVM that is set up for it")
  void idle() {
    for (List<Scenario> suite : List.of(FULL, QUICK)) {
      assertThat(suite)
          .filteredOn(it -> it.load().mode() == Mode.IDLE)
          .hasSize(3)
          .allMatch(it -> it.profile() == Profile.MEMORY && it.info().kind() == Kind.MEMORY)
          .allMatch(
              it -> it.load().timing().windowMillis() == it.setting().pingInterval().toMillis());
    }
  }

  @Test
  @DisplayName("memory is measured several times, so that there is a smallest and a largest number")
  void repeated() {
    assertThat(FULL)
        .filteredOn(it -> !it.info().extra())
        .allMatch(it -> it.info().repetitions() > 2);
  }

  @Test
  @DisplayName("connects are measured for a second at least")
  void connects() {
    assertThat(FULL)
        .filteredOn(it -> it.info().kind() == Kind.CONNECT)
        .hasSize(1)
        .allMatch(it -> it.load().timing().windowMillis() >= 1000);
  }

  @Test
  @DisplayName("what two CPUs add is asked only where the generator has one beside them")
  void cores() {
    assertThat(FULL)
        .filteredOn(it -> it.info().kind() == Kind.CORES)
        .hasSize(2)
        .allMatch(it -> it.info().minCpus() >= 4);
  }

  @Test
  @DisplayName("only who can share rooms is put under the load of a cluster, with a Redis")
  void clusters() {
    List<Scenario> clusters = FULL.stream().filter(it -> it.id().startsWith("cluster-")).toList();
    assertThat(clusters).hasSize(8);
    assertThat(clusters).allMatch(it -> it.contenders().stream().allMatch(Contender::clusters));
    assertThat(clusters).filteredOn(it -> it.setting().redis()).hasSize(6);
    assertThat(clusters)
        .filteredOn(it -> it.load().nodes() > 1)
        .hasSize(4)
        .allMatch(it -> it.setting().redis());
    assertThat(FULL).filteredOn(it -> it.setting().redis()).isSubsetOf(clusters);
  }

  @Test
  @DisplayName("clusters of few clients and of many are measured side by side, each of them warm")
  void sideBySide() {
    for (List<Scenario> suite : List.of(FULL, QUICK)) {
      assertThat(suite)
          .filteredOn(it -> it.info().kind() == Kind.CLUSTER)
          .hasSize(8)
          .allMatch(it -> it.info().group().equals("cluster"))
          .allMatch(it -> it.info().clients() == it.load().clients())
          .allMatch(it -> it.info().nodes() == it.load().nodes());
    }
    assertThat(FULL)
        .filteredOn(it -> it.info().kind() == Kind.CLUSTER)
        .allMatch(it -> it.load().timing().warmupMillis() == 3000L * (it.load().nodes() + 1))
        .extracting(it -> it.load().timing())
        .allMatch(timing -> timing.mostWarmupMillis() == 10 * timing.warmupMillis());
  }

  @Test
  @DisplayName("a load is not planned for servers that cannot run here")
  void possible() {
    Scenario some = FULL.get(0).possibleOn(List.of(Contender.NIO_WRITE, Contender.ROOMCAST_NETTY));

    assertThat(some.info().contenders()).containsExactly("roomcast-netty", "nio-write");
    assertThat(some.contenders()).containsExactly(Contender.ROOMCAST_NETTY, Contender.NIO_WRITE);
  }

  @Test
  @DisplayName("clients offer compression where the server does it, and only there")
  void compression() {
    assertThat(FULL)
        .allMatch(it -> it.load().deflate() == (it.setting().compression() != Compression.NONE));
    assertThat(FULL).extracting(it -> it.setting().compression()).contains(Compression.values());
  }

  @Test
  @DisplayName("who speaks no Socket.IO gets the load over plain WebSocket")
  void dialects() {
    Scenario scenario = FULL.get(0);
    LoadSpec plain = scenario.load(Contender.NIO_WRITE, 81, 0.2);
    assertThat(plain.entrance()).isEqualTo(Entrance.PLAIN);
    assertThat(plain.port()).isEqualTo(81);
    assertThat(plain.maxForeignShare()).isEqualTo(0.2);
    assertThat(plain.toBuilder().entrance(Entrance.WEBSOCKET).build())
        .isEqualTo(scenario.load(Contender.ROOMCAST_NETTY, 81, 0.2));
  }
}
