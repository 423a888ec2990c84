package io.roomcast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration TIME = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  @DisplayName("a process is asked and answers, whatever else it prints")
  void talk() {
    try (ChildProcess child =
        shell("echo hello; echo ready; read -r line; echo \"heap 42 $line\"; cat >/dev/null")) {
      assertThat(child.await("ready", TIME)).isEmpty();
      child.send("please");
      assertThat(child.await("heap", TIME)).isEqualTo("42 please");
      assertThat(ProcessHandle.of(child.pid())).isPresent();
    }
  }

  @Test
  @DisplayName("a process that ends is told of with its error output")
  void death() {
    try (ChildProcess child = shell("echo 'no such port' >&2; exit 3")) {
      assertThatExceptionOfType(ProcessException.class)
          .isThrownBy(() -> child.await("ready", TIME))
          .withMessage("child: it has ended: no such port");
    }
  }

  @Test
  @DisplayName("a process that fails says why")
  void failure() {
    try (ChildProcess child = shell("echo 'failed 3 of 5 came'; cat >/dev/null")) {
      assertThatExceptionOfType(ProcessException.class)
          .isThrownBy(() -> child.await("ready", TIME))
          .withMessage("child: 3 of 5 came");
    }
  }

  @Test
  @DisplayName("a process that says nothing is not waited for any longer than it may take")
  void silence() {
    try (ChildProcess child = shell("cat >/dev/null")) {
      assertThatExceptionOfType(ProcessException.class)
          .isThrownBy(() -> child.await("ready", Duration.ofMillis(1)))
          .withMessageContaining("did not say \"ready\" in time");
    }
  }

  @Test
  @DisplayName("closing its input ends a process")
  void end() {
    ChildProcess child = shell("cat >/dev/null");
    Optional<ProcessHandle> handle = ProcessHandle.of(child.pid());
    child.close();
    assertThat(handle).hasValueSatisfying(process -> assertThat(process.isAlive()).isFalse());
  }

  @Test
  @DisplayName("a command that is not there is told of by its name")
  void absent() {
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(
            () -> ChildProcess.start("child", List.of("no-such-command"), folder.resolve("e")))
        .withMessageStartingWith("child cannot be started: ");
    assertThat(Tool.tryRun(folder, List.of("no-such-command"))).isEmpty();
  }

  @Test
  @DisplayName("a tool's output is its answer, or the reason of its failure")
  void tools() {
    assertThat(Tool.run(folder, List.of("sh", "-c", "echo 1.2.3"), TIME)).isEqualTo("1.2.3");
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> Tool.run(folder, List.of("sh", "-c", "echo offline >&2; exit 1"), TIME))
        .withMessageContaining("ended with 1: offline");
  }

  @Test
  @DisplayName("a tool that takes too long is ended, with what it started")
  void endless() throws Exception {
    Path pid = folder.resolve("pid");
    List<String> command =
        List.of("sh", "-c", "cat /dev/zero >/dev/null & echo $! >" + pid + "; wait");
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> Tool.run(folder, command, Duration.ofSeconds(3)))
        .withMessageContaining("took longer than 3 s");
    Optional<ProcessHandle> grandchild =
        ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
    if (grandchild.isPresent()) {
      assertThat(grandchild.get().onExit()).succeedsWithin(TIME);
    }
  }

  @Test
  @DisplayName("server and generator are kept apart where there are CPUs and a tool for it")
  void pinning() {
    Pinning four = Pinning.of("0-3", true);
    assertThat(four.server(1)).containsExactly("taskset", "-c", "0");
    assertThat(four.server(2)).containsExactly("taskset", "-c", "0,1");
    assertThat(four.generator()).containsExactly("taskset", "-c", "3");
    assertThat(Pinning.of("0-1", true).server(4)).containsExactly("taskset", "-c", "0,1");
    assertThat(Pinning.of("0", true).server(1)).isEmpty();
    assertThat(Pinning.of("0-3", false).generator()).isEmpty();
    assertThat(Pinning.of("0-3", false)).hasToString("not pinned (4 CPUs)");
  }

  @Test
  @DisplayName("only CPUs that this process may use are given out")
  void allowed() {
    Pinning some = Pinning.of("2,5-6,9\n", true);
    assertThat(some.cpus()).isEqualTo(4);
    assertThat(some.server(2)).containsExactly("taskset", "-c", "2,5");
    assertThat(some.generator()).containsExactly("taskset", "-c", "9");
    assertThat(some).hasToString("server on CPU 2, load generator on CPU 9, of 4");
  }

  private ChildProcess shell(String script) {
    return ChildProcess.start("child", List.of("sh", "-c", script), folder.resolve("errors"));
  }
}
