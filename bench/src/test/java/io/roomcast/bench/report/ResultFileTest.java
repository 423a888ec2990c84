package io.roomcast.bench.report;

import static io.roomcast.bench.report.Samples.D1;
import static io.roomcast.bench.report.Samples.D8;
import static io.roomcast.bench.report.Samples.NETTY;
import static io.roomcast.bench.report.Samples.NIO_WRITE;
import static io.roomcast.bench.report.Samples.PEER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.roomcast.bench.measure.Faults;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {
  private static final ScenarioInfo ONE = Samples.scenario(D1, Kind.TRAFFIC, "", NETTY, PEER);
  private static final ScenarioInfo TWO = Samples.scenario(D8, Kind.TRAFFIC, D1, NETTY, PEER);
  private static final Measurement SOME = Samples.traffic(D1, NETTY, 1, 5, Faults.NONE);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void place() {
    path = folder.resolve("a").resolve("results.jsonl");
  }

  @Test
  @DisplayName("results are the same after they were written and read, windows and all")
  void file() {
    Results results = Samples.results();

    ResultFile file = ResultFile.resume(path, results.run());
    results.measurements().forEach(file::add);

    assertThat(ResultFile.read(path)).isEqualTo(results).isEqualTo(file.results());
  }

  @Test
  @DisplayName("a later run of the same goes on where the last one ended")
  void resumed() {
    ResultFile.resume(path, Samples.run(List.of(), List.of(ONE))).add(SOME);

    RunInfo later = Samples.run(List.of(), List.of(ONE, TWO));
    Results results = ResultFile.resume(path, later).results();

    assertThat(results.measurements()).containsExactly(SOME);
    assertThat(results.run().scenarios()).containsExactly(ONE, TWO);
    assertThat(ResultFile.read(path)).isEqualTo(results);
  }

  @Test
  @DisplayName("servers are in one order, whichever was measured first")
  void order() {
    RunInfo run = Samples.run(List.of(), List.of(ONE));
    RunInfo peer =
        new RunInfo(
            List.of("bench/run --servers " + PEER),
            run.environment(),
            run.deviations(),
            run.cpus(),
            run.maxForeignShare(),
            run.contenders().stream().filter(info -> info.id().equals(PEER)).toList(),
            run.scenarios());
    ResultFile.resume(path, run);

    RunInfo both = ResultFile.resume(path, peer).results().run();
    assertThat(both.contenders()).extracting(ContenderInfo::id).containsSubsequence(NETTY, PEER);
    assertThat(both.commands()).hasSize(3);
  }

  @Test
  @DisplayName("a run of something else begins anew")
  void other() {
    RunInfo run = Samples.run(List.of(), List.of(ONE));
    ResultFile.resume(path, run).add(SOME);

    RunInfo quick = Samples.run(List.of("--quick"), List.of(ONE));
    assertThat(quick.key()).isNotEqualTo(run.key());
    assertThat(run.key()).isEqualTo(Samples.run(List.of(), List.of(TWO)).key());
    assertThat(ResultFile.resume(path, quick).results().measurements()).isEmpty();
  }

  @Test
  @DisplayName("measurements of a load that is another one now are left out")
  void changed() {
    ResultFile.resume(path, Samples.run(List.of(), List.of(ONE, TWO))).add(SOME);

    RunInfo now = Samples.run(List.of(), List.of(ONE.withRepetitions(9), TWO));
    assertThat(ResultFile.resume(path, now).results().measurements()).isEmpty();
  }

  @Test
  @DisplayName("what was being written when a run was interrupted is left out")
  void interrupted() throws IOException {
    RunInfo run = Samples.run(List.of(), List.of(ONE));
    ResultFile.resume(path, run).add(SOME);
    Files.writeString(path, "{\"turn\":{\"scen", StandardOpenOption.APPEND);

    ResultFile file = ResultFile.resume(path, run);
    file.add(SOME);

    assertThat(ResultFile.read(path).measurements()).containsExactly(SOME, SOME);
    Files.writeString(path, "{\"nonsense\n{}\n", StandardOpenOption.APPEND);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultFile.read(path))
        .withMessageContaining("line 4");
  }

  @Test
  @DisplayName("what is measured again is forgotten first")
  void forgotten() {
    Measurement other = Samples.traffic(D1, PEER, 1, 5, Faults.NONE);
    ResultFile file = ResultFile.resume(path, Samples.run(List.of(), List.of(ONE)));
    file.add(SOME);
    file.add(other);

    file.forget(m -> m.turn().contender().equals(NETTY));

    assertThat(ResultFile.read(path).measurements()).containsExactly(other);
  }

  @Test
  @DisplayName("loads of a group are finished when all servers were measured in the same rounds")
  void finished() {
    List<Measurement> both =
        List.of(one(D1, NETTY, 1), one(D8, NETTY, 1), one(D1, NETTY, 2), one(D8, NETTY, 2));
    assertThat(results(both).isFinished(D1, Set.of(NETTY))).isTrue();
    assertThat(results(both).isFinished(D1, Set.of(NETTY, PEER))).isFalse();
    assertThat(results(both).isFinished(D1, Set.of(NETTY, NIO_WRITE))).isTrue();
    assertThat(results(both.subList(0, 3)).isFinished(D1, Set.of(NETTY))).isFalse();
    assertThat(
            results(
                    List.of(
                        one(D1, NETTY, 1), one(D1, NETTY, 2), one(D8, NETTY, 3), one(D8, NETTY, 4)))
                .isFinished(D1, Set.of(NETTY)))
        .isFalse();
  }

  @Test
  @DisplayName("a round in which a server failed, or was always disturbed, does not count")
  void failed() {
    List<Measurement> twice = List.of(one(D1, NETTY, 1), one(D8, NETTY, 1), one(D1, NETTY, 2));
    for (Measurement bad :
        List.of(
            Measurement.failed(Samples.turn(D8, NETTY, 2), "it did not start"),
            new Measurement(
                Samples.turn(D8, NETTY, 2), SOME.windows(), 0, Map.of(), Faults.NONE, ""))) {
      List<Measurement> some = new ArrayList<>(twice);
      some.add(bad);
      assertThat(results(some).isFinished(D1, Set.of(NETTY))).isFalse();

      some.addAll(List.of(one(D1, NETTY, 3), one(D8, NETTY, 3)));
      assertThat(results(some).isFinished(D1, Set.of(NETTY))).isTrue();
    }
  }

  @Test
  @DisplayName(
      "a run is whole where another server fails under a load, and not where Roomcast does")
  void wholeWithFailures() {
    List<Measurement> all = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      for (String contender : List.of(NETTY, PEER)) {
        all.add(one(D1, contender, round));
        all.add(one(D8, contender, round));
      }
    }
    assertThat(results(failing(all, PEER)).isWhole()).isTrue();
    assertThat(results(failing(all, PEER)).isFinished(D1, Set.of(NETTY, PEER))).isFalse();
    assertThat(results(failing(all, NETTY)).missing()).containsExactly(ONE, TWO);
  }

  private static List<Measurement> failing(List<Measurement> all, String contender) {
    return all.stream()
        .map(
            m ->
                m.turn().contender().equals(contender) && m.turn().round() == 2
                    ? Measurement.failed(m.turn(), "it has ended")
                    : m)
        .toList();
  }

  @Test
  @DisplayName("a run is whole if no server is missing under any load, and no option was changed")
  void whole() {
    Results whole =
        results(
            List.of(
                one(D1, NETTY, 1),
                one(D8, NETTY, 1),
                one(D1, PEER, 1),
                one(D8, PEER, 1),
                one(D1, NETTY, 2),
                one(D8, NETTY, 2),
                one(D1, PEER, 2),
                one(D8, PEER, 2)));
    assertThat(whole.isWhole()).isTrue();
    assertThat(whole.lastRound()).isEqualTo(2);

    Results less = results(whole.measurements().subList(0, 7));
    assertThat(less.isWhole()).isFalse();
    assertThat(less.missing()).containsExactly(ONE, TWO);
    RunInfo quick = Samples.run(List.of("--quick"), List.of(ONE, TWO));
    assertThat(new Results(quick, whole.measurements()).isWhole()).isFalse();
  }

  private static Measurement one(String scenario, String contender, int round) {
    return Samples.traffic(scenario, contender, round, 1, Faults.NONE);
  }

  private static Results results(List<Measurement> measurements) {
    return new Results(Samples.run(List.of(), List.of(ONE, TWO)), measurements);
  }
}
