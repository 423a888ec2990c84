package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PausesTest {

  @Test
  @DisplayName("all pauses of G1 are counted, in microseconds, and nothing that stops nobody")
  void g1() {
    String log =
        """
        Using G1
        GC(0)   Evacuate Collection Set: 11.5ms
        GC(0) Pause Young (Normal) (G1 Evacuation Pause) 12M->4M(256M) 2.051ms
        GC(1) Concurrent Mark Cycle
        GC(1) Pause Remark 204M->139M(256M) 2.540ms
        GC(1) Pause Cleanup 149M->149M(256M) 0.142ms
        a line of the server about GC(1) Pause 9.000ms
        GC(1) Concurrent Mark Cycle 51.076ms
        """;

    Pauses pauses = Pauses.in(log);

    assertThat(pauses.count()).isEqualTo(3);
    assertThat(pauses.totalMicros()).isCloseTo(4733, within(1e-6));
    assertThat(pauses.longestMicros()).isCloseTo(2540, within(1e-6));
  }

  @Test
  @DisplayName("the pauses of ZGC and of the parallel collector are known, too")
  void others() {
    String log =
        """
        GC(0) Y: Pause Mark Start (Major) 0.011ms
        GC(0) Y: Concurrent Mark 31.232ms
        GC(0) Pause Mark End 0.013ms
        GC(1) Pause Full (System.gc()) 10M->2M(30M) 7.250ms
        """;

    assertThat(Pauses.in(log).count()).isEqualTo(3);
    assertThat(Pauses.in(log).longestMicros()).isCloseTo(7250, within(1e-6));
    assertThat(Pauses.in("")).isEqualTo(new Pauses(0, 0, 0));
  }

  @Test
  @DisplayName("pauses are counted from one question to the next")
  void since(@TempDir Path folder) {
    Duration time = Duration.ofSeconds(30);
    String script =
        "echo 'GC(0) Pause Full (System.gc()) 1M->1M(2M) 9.000ms' >&2; echo one; read -r line;"
            + " echo 'GC(1) Pause Young (Normal) 1M->1M(2M) 1.500ms' >&2; echo two; cat >/dev/null";
    try (ChildProcess server =
        ChildProcess.start("server", List.of("sh", "-c", script), folder.resolve("log"))) {
      Memory memory = new Memory(server, Proc.ofThisMachine());
      server.await("one", time);
      assertThat(memory.pauses()).containsEntry(Metric.LONGEST_PAUSE_MICROS, 9000.0);

      server.send("go on");
      server.await("two", time);

      assertThat(memory.pauses())
          .containsEntry(Metric.PAUSES, 1.0)
          .containsEntry(Metric.LONGEST_PAUSE_MICROS, 1500.0)
          .hasEntrySatisfying(Metric.PAUSED, share -> assertThat(share).isPositive());
    }
  }
}
