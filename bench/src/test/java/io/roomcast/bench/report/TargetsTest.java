package io.roomcast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.report.Target.AgainstPeer;
import io.roomcast.bench.report.Target.Bound;
import io.roomcast.bench.run.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TargetsTest {

  @Test
  @DisplayName("every target is about a load and servers that there are")
  void known() {
    ByteArrayOutputStream listed = new ByteArrayOutputStream();
    Run.list(new PrintStream(listed, true, StandardCharsets.UTF_8));
    List<String> words = List.of(listed.toString(StandardCharsets.UTF_8).split("\\s+", -1));

    assertThat(Targets.ALL).hasSize(27);
    for (Target target : Targets.ALL) {
      assertThat(Contender.named(target.contender())).isPresent();
      if (target.question() instanceof AgainstPeer question) {
        assertThat(words).contains(question.scenario(), question.peer());
      } else if (target.question() instanceof Target.AgainstItself question) {
        assertThat(words).contains(question.scenario(), question.otherScenario());
      } else if (target.question() instanceof Target.Plain question) {
        assertThat(words).contains(question.scenario());
      }
    }
  }

  @Test
  @DisplayName("a target is met, not met, or not measured")
  void verdicts() {
    Results results =
        new Results(
            new RunInfo("", "", Map.of(), 0.1, List.of(), List.of()),
            List.of(one("a", 12), one("b", 10)));

    assertThat(against("b", Bound.atMost(1.2)).verdict(results)).isEqualTo("met");
    assertThat(against("b", Bound.atMost(1.1)).verdict(results)).isEqualTo("**not met**");
    assertThat(against("b", Bound.atLeast(1.2)).verdict(results)).isEqualTo("met");
    assertThat(against("b", Bound.atLeast(1.3)).verdict(results)).isEqualTo("**not met**");
    assertThat(against("c", Bound.atMost(1.2)).verdict(results)).isEqualTo("not measured");
  }

  private static Target against(String peer, Bound bound) {
    return new Target("", "a", new AgainstPeer("s", Metric.CPU_MICROS, peer), bound);
  }

  private static Measurement one(String contender, double cpu) {
    return new Measurement(
        "s", contender, 1, 1, 0, Map.of(Metric.CPU_MICROS, cpu), Faults.NONE, "");
  }
}
