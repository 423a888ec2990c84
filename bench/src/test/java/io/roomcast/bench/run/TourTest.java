package io.roomcast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
    assertThat(group.steps()).isEqualTo(15);
    assertThat(group.estimatedMillis())
        .isEqualTo(scenarios.stream().mapToLong(Scenario::estimatedMillisOfAll).sum());
  }

  private static List<String> steps(Group group, int repetition) {
    return group.round(repetition).stream()
        .map(step -> step.scenario().id() + " " + step.contender().id())
        .toList();
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
