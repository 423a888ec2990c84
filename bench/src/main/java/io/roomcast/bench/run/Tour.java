package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.report.ResultFile;
import java.io.PrintStream;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures groups of loads, one after the other. The servers take turns: within a repetition all
 * are measured under the loads of a group, and each repetition begins with the next one. When all
 * is over, those groups get a few more rounds in which some server failed, or had no quiet window.
 */
final class Tour {
  private static final int MOST_RETRIES = 2;

  /** Measures one server under one load; whatever goes wrong is the result. */
  @FunctionalInterface
  interface Measuring {
    Measurement run(Scenario scenario, Contender contender, Turn turn);
  }

  private final Measuring measuring;
  private final ResultFile file;
  private final PrintStream out;

  Tour(Measuring measuring, ResultFile file, PrintStream out) {
    this.measuring = measuring;
    this.file = file;
    this.out = out;
  }

  /** Measures those for which there is time. */
  void run(List<Group> groups, Deadline deadline) {
    Progress progress = progress(groups.stream().flatMap(Tour::rounds).toList());
    List<Group> begun = new ArrayList<>();
    for (Group group : groups) {
      if (deadline.allows(group.estimatedMillis())) {
        begun.add(group);
        forget(group);
        for (int repetition = 1; repetition <= group.repetitions(); repetition++) {
          measure(group, repetition, progress);
        }
      } else {
        out.println("no time is left for " + group.name());
      }
    }
    for (int retry = 1; retry <= MOST_RETRIES; retry++) {
      retry(begun, retry, deadline);
    }
  }

  private static Stream<Group> rounds(Group group) {
    return Stream.generate(() -> group).limit(group.repetitions());
  }

  /** How far a run of such repetitions is. */
  private static Progress progress(List<Group> rounds) {
    return new Progress(
        rounds.stream().mapToInt(group -> group.round(1).size()).sum(),
        rounds.stream().mapToLong(Group::estimatedMillisOfRound).sum(),
        System::nanoTime);
  }

  private void forget(Group group) {
    List<String> loads = group.scenarios().stream().map(Scenario::id).toList();
    List<String> servers = group.contenderIds();
    file.forget(m -> loads.contains(m.turn().scenario()) && servers.contains(m.turn().contender()));
  }

  /** What failed stays in the results, beside what comes of the next round. */
  private void retry(List<Group> begun, int retry, Deadline deadline) {
    List<Group> unfinished =
        begun.stream()
            .filter(group -> !file.results().isFinished(group.name(), group.contenderIds()))
            .toList();
    Progress progress = progress(unfinished);
    for (Group group : unfinished) {
      if (deadline.allows(group.estimatedMillisOfRound())) {
        out.println("once more, since not all of it has numbers: " + group.name());
        measure(group, group.repetitions() + retry, progress);
      }
    }
  }

  private void measure(Group group, int repetition, Progress progress) {
    int round = file.results().lastRound() + 1;
    for (Group.Step step : group.round(repetition)) {
      String id = step.contender().id();
      out.printf("%s %s, repetition %d, %s%n", progress, step.scenario().id(), repetition, id);
      Turn turn = new Turn(step.scenario().id(), id, repetition, round, now());
      Measurement measurement = measuring.run(step.scenario(), step.contender(), turn);
      file.add(measurement);
      progress.step(step.scenario().estimatedMillis());
      out.println(line(measurement));
    }
  }

  private static String now() {
    return OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String line(Measurement measurement) {
    StringBuilder line = new StringBuilder("   ");
    for (Metric metric : Metric.values()) {
      Double value = measurement.metrics().get(metric);
      if (value != null) {
        line.append(
            String.format(Locale.ROOT, " %s %." + metric.decimals() + "f,", metric.title(), value));
      }
    }
    line.append(" windows %d, dropped %d".formatted(measurement.kept(), measurement.dropped()));
    if (measurement.faults().total() > 0) {
      line.append(' ').append(measurement.faults());
    }
    return line.append(measurement.isMade() ? "" : " " + measurement.problem()).toString();
  }
}
