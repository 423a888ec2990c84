package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomcast.bench.contender.Contender;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  private static final Path MODULE = Path.of("/project/bench");
  private static final String HOME = System.getProperty("java.home");

  private static Options options(String line) {
    return Options.of(line.isEmpty() ? new String[0] : line.split(" ", -1));
  }

  private static List<String> loads(String line) {
    return options(line).suite().stream().map(Scenario::id).toList();
  }

  @Test
  @DisplayName("loads are chosen by their ids or what those begin with")
  void only() {
    assertThat(loads("--only echo,connect")).containsExactly("echo-1000", "connect");
    assertThat(loads("--only idle"))
        .containsExactly("idle-websocket", "idle-upgraded", "idle-polling");
    assertThat(loads("--only broadcast-5000")).hasSize(2);
  }

  @Test
  @DisplayName("a load brings those with it that it is compared with")
  void groups() {
    assertThat(loads("--only broadcast-1000-d8-1k"))
        .containsExactly("broadcast-1000-d8", "broadcast-1000-d8-1k");
    assertThat(loads("--only cluster-20-n2"))
        .containsExactly(
            "cluster-20-local",
            "cluster-20-n1",
            "cluster-20-n2",
            "cluster-20-n3",
            "cluster-200-local",
            "cluster-200-n1",
            "cluster-200-n2",
            "cluster-200-n3");
  }

  @Test
  @DisplayName("what takes an hour or another JDK is measured only where it is asked for")
  void extras() {
    assertThat(loads("")).doesNotContain("soak").noneMatch(id -> id.startsWith("jdk-"));
    assertThat(loads("--only soak")).containsExactly("soak");
    assertThat(loads("--other-jdk " + HOME))
        .contains("echo-1000", "jdk-echo", "jdk-echo-other")
        .doesNotContain("soak");
    assertThat(options("--only jdk --other-jdk " + HOME).suite().get(3).info().title())
        .endsWith(" on JDK " + System.getProperty("java.version"));
    assertThat(loads("--only jdk-echo --other-jdk " + HOME))
        .containsExactly("jdk-echo", "jdk-echo-other");
    assertThat(options("--only soak --soak-minutes 5").suite().get(0).load().timing().windows())
        .isEqualTo(30);
  }

  @Test
  @DisplayName("servers, repetitions, flags and limits can be chosen")
  void details() {
    Options some =
        options(
            "--only echo,connect --servers nio-write,roomcast-netty --repetitions 7"
                + " --jvm -Xmx1g,-Xss1m --max-foreign 0.5 --minutes 20 --again");
    assertThat(some.suite().get(0).contenders())
        .containsExactly(Contender.ROOMCAST_NETTY, Contender.NIO_WRITE);
    assertThat(some.suite().get(1).contenders()).containsExactly(Contender.ROOMCAST_NETTY);
    assertThat(some.suite()).allMatch(scenario -> scenario.info().repetitions() == 7);
    assertThat(some.jvmFlags()).containsExactly("-Xmx1g", "-Xss1m");
    assertThat(some.maxForeignShare()).isEqualTo(0.5);
    assertThat(some.most()).contains(Duration.ofMinutes(20));
    assertThat(some.again()).isTrue();
  }

  @Test
  @DisplayName("a quick run ends within 15 minutes, another one when it is over")
  void time() {
    assertThat(options("--quick").most()).contains(Duration.ofMinutes(15));
    assertThat(options("").most()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--quick", "--repetitions 7", "--max-foreign 0.5", "--jvm -Xmx1g,-Xss1m"})
  @DisplayName("an option that changes how it is measured is told of")
  void deviations(String line) {
    assertThat(options(line).deviations()).containsExactly(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--only echo", "--servers nio-write", "--again", "--minutes 3"})
  @DisplayName("an option that changes what is measured changes no number")
  void choices(String line) {
    assertThat(options(line).deviations()).isEmpty();
    assertThat(options(line).all().stream().map(Scenario::info))
        .isEqualTo(options("").all().stream().map(Scenario::info).toList());
  }

  @Test
  @DisplayName("only a whole run replaces the published report")
  void output() {
    Path published = Path.of("/project/docs/benchmarks");
    Path own = MODULE.resolve("target/report");
    assertThat(options("").output(MODULE, true)).isEqualTo(published);
    assertThat(options("").output(MODULE, false)).isEqualTo(own);
    assertThat(options("--out /x").output(MODULE, true)).isEqualTo(Path.of("/x"));
    assertThat(options("--out /x").output()).isEqualTo(Optional.of(Path.of("/x")));
  }

  @ParameterizedTest
  @CsvSource({
    "--only nothing, There is no load nothing",
    "--only broad, There is no load broad",
    "--servers nobody, There is no server nobody",
    "--repetitions none, is not a positive number",
    "--repetitions 1.5, is not a whole number",
    "--minutes 0, is not a positive number",
    "--max-foreign -1, is not a positive number",
    "--other-jdk /nowhere, There is no JDK in /nowhere.",
    "--only jdk, The loads jdk-… need --other-jdk.",
    "--fast yes, There is no option --fast.",
    "--out, A value is missing after --out."
  })
  @DisplayName("a mistake on the command line is told in a sentence")
  void mistakes(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options(line))
        .withMessageContaining(message);
  }
}
