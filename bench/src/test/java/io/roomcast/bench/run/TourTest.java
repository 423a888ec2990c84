package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.report.ResultFile;
import io.roomcast.bench.report.Results;
import io.roomcast.bench.report.RunInfo;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order it goes, how long it takes, and when it ends. */
class TourTest {
  private final AtomicLong nanos = new AtomicLong();

  @Test
  @DisplayName(
      "each server has all loads of a group in a row, and each repetition another beginning")
  void order() {
    List<Scenario> scenarios =
        Options.of(
                new String[] {
                  "--only",
                  "broadcast-1000-d8",
                  "--servers",
                  "nio-write,nio-gather,roomcast-netty-nio"
                })
            .suite();
    Group group = new Group("g", scenarios);

    assertThat(steps(group, 1))
        .containsExactly(
            "broadcast-1000-d8 roomcast-netty-nio",
            "broadcast-1000-d8 nio-write",
            "broadcast-1000-d8-1k nio-write",
            "broadcast-1000-d8 nio-gather",
            "broadcast-1000-d8-1k nio-gather");
    assertThat(steps(group, 2)).startsWith("broadcast-1000-d8 nio-write").hasSize(5);
    assertThat(steps(group, 3)).startsWith("broadcast-1000-d8 nio-gather").hasSize(5);
    assertThat(group.estimatedMillis())
        .isEqualTo(scenarios.stream().mapToLong(Scenario::estimatedMillisOfAll).sum());
  }

  private static List<String> steps(Group group, int repetition) {
    return group.round(repetition).stream()
        .map(step -> step.scenario().id() + " " + step.contender().id())
        .toList();
  }

  @Test
  @DisplayName("what has no number is measured once more with its group, twice at most")
  void retries(@TempDir Path folder) {
    Group group =
        new Group(
            "echo-1000",
            Options.of(
                    new String[] {
                      "--only", "echo", "--servers", "nio-write,nio-gather", "--repetitions", "2"
                    })
                .suite());
    List<String> failures = new ArrayList<>(List.of("nio-gather 1", "nio-gather 4"));

    Results results = tour(folder, group, failures, Optional.empty());

    assertThat(results.measurements())
        .extracting(m -> m.turn().contender() + " " + m.turn().repetition() + " " + m.counts())
        .containsExactly(
            "nio-write 1 true",
            "nio-gather 1 false",
            "nio-gather 2 true",
            "nio-write 2 true",
            "nio-write 3 true",
            "nio-gather 3 true");
    assertThat(results.isFinished("echo-1000", group.contenderIds())).isTrue();

    failures.addAll(List.of("nio-gather 2", "nio-gather 3"));
    Results hopeless = tour(folder, group, failures, Optional.empty());
    assertThat(hopeless.measurements()).hasSize(8);
    assertThat(hopeless.isFinished("echo-1000", group.contenderIds())).isFalse();
  }

  @Test
  @DisplayName("nothing is measured once more for which no time is left")
  void retriesInTime(@TempDir Path folder) {
    Group group =
        new Group(
            "echo-1000",
            Options.of(new String[] {"--only", "echo", "--servers", "nio-write"}).suite());
    Duration enough = Duration.ofMillis(group.estimatedMillis());

    Results results = tour(folder, group, List.of("nio-write 1"), Optional.of(enough));

    assertThat(results.measurements()).hasSize(group.repetitions());
  }

  /** Each measurement takes as long as was thought; some fail. */
  private Results tour(Path folder, Group group, List<String> failures, Optional<Duration> most) {
    ResultFile file =
        ResultFile.resume(
            folder.resolve("results.jsonl"),
            new RunInfo(
                List.of(),
                Map.of(),
                List.of(),
                2,
                0.1,
                List.of(),
                group.scenarios().stream().map(Scenario::info).toList()));
    Tour.Measuring measuring =
        (scenario, contender, turn) -> {
          pass(Duration.ofMillis(scenario.estimatedMillis()));
          return failures.contains(turn.contender() + " " + turn.repetition())
              ? Measurement.failed(turn, "it did not start")
              : new Measurement(turn, List.of(), 1, Map.of(), Faults.NONE, "");
        };
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    new Tour(measuring, file, nowhere).run(List.of(group), Deadline.in(most, nanos::get));
    return file.results();
  }

  @Test
  @DisplayName("the time that is left follows how long it took so far")
  void progress() {
    Progress progress = new Progress(4, 40 * 60_000, nanos::get);
    assertThat(progress).hasToString("[1 of 4, about 40 min left]");

    pass(Duration.ofMinutes(20)); // twice as long as thought
    progress.step(10 * 60_000);

    assertThat(progress).hasToString("[2 of 4, about 60 min left]");
    progress.step(30 * 60_000);
    assertThat(progress.left()).isZero();
  }

  @Test
  @DisplayName("nothing begins that would not be over in time")
  void deadline() {
    Deadline deadline = Deadline.in(Optional.of(Duration.ofMinutes(15)), nanos::get);
    assertThat(deadline.allows(15 * 60_000)).isTrue();

    pass(Duration.ofMinutes(10));

    assertThat(deadline.allows(5 * 60_000)).isTrue();
    assertThat(deadline.allows(5 * 60_000 + 1)).isFalse();
    assertThat(Deadline.in(Optional.empty(), nanos::get).allows(1_000_000_000)).isTrue();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
