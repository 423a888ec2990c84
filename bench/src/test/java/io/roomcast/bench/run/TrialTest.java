package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.process.Pinning;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrialTest {
  @TempDir Path folder;

  @Test
  @DisplayName("whatever goes wrong is a failed measurement, and no end of the run")
  void failure() {
    Contenders contenders = new Contenders(folder, new Jvm(List.of(), Optional.empty()));
    Trial trial = new Trial(contenders, Pinning.of("0"), folder, 1);
    Turn impossible = new Turn("no\0name", "nio-write", 1, 1, "now");

    Measurement measurement = trial.run(scenario("echo-1000"), Contender.NIO_WRITE, impossible);

    assertThat(measurement.isMade()).isFalse();
    assertThat(measurement.problem()).contains("InvalidPathException");
  }

  @ParameterizedTest
  @EnumSource(
      value = Entrance.class,
      names = {"WEBSOCKET", "UPGRADE", "POLLING"})
  @DisplayName("who comes before memory is measured leaves no session behind that waits for a ping")
  void storm(Entrance entrance) {
    LoadSpec idle = scenario("idle-websocket").load().toBuilder().entrance(entrance).build();

    LoadSpec storm = Trial.firstStorm(idle);

    assertThat(storm.mode()).isEqualTo(Mode.CONNECT);
    assertThat(storm.clients()).isLessThan(idle.clients());
    assertThat(storm.entrance())
        .isEqualTo(entrance == Entrance.POLLING ? Entrance.UPGRADE : entrance);
  }

  @Test
  @DisplayName("before the long load the same goes on for a moment, with as many clients")
  void mixed() {
    LoadSpec soak = scenario("soak").load().toBuilder().servers(81, 1).build();

    LoadSpec first = Trial.firstMixed(soak);

    assertThat(first.mode()).isEqualTo(Mode.MIXED);
    assertThat(first.clients()).isEqualTo(soak.clients());
    assertThat(first.port()).isEqualTo(81);
    assertThat(first.timing().windows()).isOne();
    assertThat(first.timing().mostMillis()).isLessThan(20_000);
  }

  private static Scenario scenario(String id) {
    return Suite.usual().stream().filter(it -> it.id().equals(id)).findFirst().orElseThrow();
  }
}
