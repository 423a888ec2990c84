package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.contender.Jvm;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  @TempDir Path folder;
  private Path limits;

  @BeforeEach
  void system() throws IOException {
    limits = Files.createDirectories(folder.resolve("proc/self")).resolve("limits");
    Files.writeString(limits, "Max open files            20000                20000     files\n");
  }

  @Test
  @DisplayName("a server that cannot be had ends a run before it begins, and is told of")
  void peer() {
    Needs needs = needs(folder, true); // there are no peers in that folder

    assertThatIllegalStateException()
        .isThrownBy(() -> needs.fetch(loads("--only echo")))
        .withMessageContaining("Nothing was measured")
        .withMessageContaining("socketio-node cannot be had: ")
        .withMessageContaining("netty-socketio cannot be had: ")
        .withMessageContaining(
            "to measure without: --servers roomcast-netty,roomcast-java-websocket,nio-write,nio-gather");
  }

  @Test
  @DisplayName("a run of servers that are all there begins")
  void all() {
    assertThat(needs(MODULE, false).fetch(loads("--only echo --servers nio-write,roomcast-netty")))
        .extracting(ContenderInfo::id)
        .containsExactly("roomcast-netty", "nio-write");
  }

  @Test
  @DisplayName("without a Redis no load of a cluster is begun")
  void redis() {
    List<Scenario> wanted = loads("--only cluster,connect --servers roomcast-netty");

    assertThatIllegalStateException()
        .isThrownBy(() -> needs(MODULE, false).fetch(wanted))
        .withMessageContaining("redis-server")
        .withMessageEndingWith("--only connect");
    assertThat(needs(MODULE, true).fetch(wanted)).hasSize(1);
  }

  @Test
  @DisplayName("too few open files are told of before anything is measured")
  void files() throws IOException {
    Files.writeString(limits, "Max open files            4096                 4096      files\n");
    List<Scenario> wanted = loads("--only idle-websocket --servers roomcast-netty");

    assertThatIllegalStateException()
        .isThrownBy(() -> needs(MODULE, true).fetch(wanted))
        .withMessageContaining("10164 open files are needed, 4096 are allowed");
  }

  private static List<Scenario> loads(String line) {
    return Options.of(line.split(" ", -1)).suite();
  }

  private Needs needs(Path module, boolean redis) {
    Contenders contenders = new Contenders(module, new Jvm(List.of(), Optional.empty()));
    return new Needs(contenders, new Proc(folder.resolve("proc")), redis);
  }
}
