package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteTest {

  @Test
  @DisplayName("the quick run tries all loads of the full one, on the same servers")
  void same() {
    assertThat(Suite.quick().stream().map(Scenario::id))
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(Suite.full().stream().map(Scenario::id).toList());
    for (int i = 0; i < Suite.full().size(); i++) {
      assertThat(Suite.quick().get(i).contenders())
          .isEqualTo(Suite.full().get(i).contenders())
          .isNotEmpty();
    }
  }

  @Test
  @DisplayName("a full run takes at most about 40 minutes, a quick one about 5")
  void time() {
    assertThat(total(Suite.full())).isLessThan(Duration.ofMinutes(42));
    assertThat(total(Suite.quick())).isLessThan(Duration.ofMinutes(5));
  }

  private static Duration total(List<Scenario> suite) {
    return Duration.ofMillis(suite.stream().mapToLong(Scenario::estimatedMillis).sum());
  }

  @Test
  @DisplayName("only who can share rooms is put under the load of a cluster, with a Redis")
  void clusters() {
    List<Scenario> clusters =
        Suite.full().stream().filter(scenario -> scenario.id().startsWith("cluster-")).toList();
    assertThat(clusters).hasSize(8);
    assertThat(clusters).allMatch(it -> it.contenders().stream().allMatch(Contender::clusters));
    assertThat(clusters).filteredOn(Scenario::redis).hasSize(6);
    assertThat(clusters)
        .filteredOn(it -> it.load().nodes() > 1)
        .hasSize(4)
        .allMatch(Scenario::redis);
    assertThat(Suite.full()).filteredOn(Scenario::redis).isSubsetOf(clusters);
  }

  @Test
  @DisplayName("who speaks no Socket.IO gets the load over plain WebSocket")
  void dialects() {
    Scenario scenario = Suite.full().get(0);
    LoadSpec plain = scenario.load(Contender.NIO_WRITE, 81);
    assertThat(plain.entrance()).isEqualTo(Entrance.PLAIN);
    assertThat(plain.port()).isEqualTo(81);
    assertThat(scenario.load(Contender.ROOMCAST_NETTY, 81).entrance())
        .isEqualTo(Entrance.WEBSOCKET);
  }

  @Test
  @DisplayName(
      "loads and servers can be chosen, and only a whole run replaces the published report")
  void choice() {
    Path module = Path.of("/project/bench");
    Options some =
        Options.of(
            new String[] {
              "--scenarios",
              "echo-1000,connect",
              "--servers",
              "nio-write,roomcast-netty",
              "--repetitions",
              "7",
              "--jvm",
              "-Xmx1g,-Xss1m",
              "--max-foreign",
              "0.5"
            });
    assertThat(some.suite()).extracting(Scenario::id).containsExactly("echo-1000", "connect");
    assertThat(some.suite().get(0).contenders())
        .containsExactly(Contender.ROOMCAST_NETTY, Contender.NIO_WRITE);
    assertThat(some.suite().get(1).contenders()).containsExactly(Contender.ROOMCAST_NETTY);
    assertThat(some.suite()).allMatch(scenario -> scenario.repetitions() == 7);
    assertThat(some.jvmFlags()).containsExactly("-Xmx1g", "-Xss1m");
    assertThat(some.maxForeignShare()).isEqualTo(0.5);
    assertThat(some.output(module)).isEqualTo(module.resolve("target/report"));

    Options whole = Options.of(new String[0]);
    assertThat(whole.suite()).hasSameSizeAs(Suite.full());
    assertThat(whole.jvmFlags()).isEqualTo(Jvm.DEFAULT_FLAGS);
    assertThat(whole.output(module)).isEqualTo(Path.of("/project/docs/benchmarks"));
    Options quick = Options.of(new String[] {"--quick"});
    assertThat(quick.output(module)).isEqualTo(module.resolve("target/report"));
    Options elsewhere = Options.of(new String[] {"--out", "/x"});
    assertThat(elsewhere.output(module)).isEqualTo(Path.of("/x"));
  }

  @ParameterizedTest
  @CsvSource({
    "--scenarios nothing, There is no load nothing",
    "--servers nobody, There is no server nobody",
    "--repetitions none, is not a positive number",
    "--repetitions 1.5, is not a number of repetitions",
    "--max-foreign -1, is not a positive number",
    "--fast yes, There is no option --fast.",
    "--out, A value is missing after --out."
  })
  @DisplayName("a mistake on the command line is told in a sentence")
  void mistakes(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of(line.split(" ", -1)))
        .withMessageContaining(message);
  }
}
