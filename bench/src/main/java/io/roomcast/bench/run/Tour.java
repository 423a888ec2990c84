package io.roomcast.bench.run;

import io.roomcast.bench.measure.Measurement;
import io.roomcast.bench.measure.Metric;
import io.roomcast.bench.measure.Turn;
import io.roomcast.bench.report.ResultFile;
import java.io.PrintStream;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Measures groups of loads, one after the other. The servers take turns: within a repetition all
 * are measured under the loads of a group, and each repetition begins with the next one.
 */
final class Tour {
  private final Trial trial;
  private final ResultFile file;
  private final PrintStream out;

  Tour(Trial trial, ResultFile file, PrintStream out) {
    this.trial = trial;
    this.file = file;
    this.out = out;
  }

  /** Measures those for which there is time. */
  void run(List<Group> groups, Deadline deadline) {
    Progress progress =
        new Progress(
            groups.stream().mapToInt(Group::steps).sum(),
            groups.stream().mapToLong(Group::estimatedMillis).sum(),
            System::nanoTime);
    for (Group group : groups) {
      if (deadline.allows(group.estimatedMillis())) {
        measure(group, progress);
      } else {
        out.println("no time is left for " + group.name());
      }
    }
  }

  private void measure(Group group, Progress progress) {
    List<String> loads = group.scenarios().stream().map(Scenario::id).toList();
    List<String> servers = group.contenderIds();
    file.forget(m -> loads.contains(m.turn().scenario()) && servers.contains(m.turn().contender()));
    for (int repetition = 1; repetition <= group.repetitions(); repetition++) {
      int round = file.results().lastRound() + 1;
      for (Group.Step step : group.round(repetition)) {
        String id = step.contender().id();
        out.printf(
            "%s %s, repetition %d of %d, %s%n",
            progress, step.scenario().id(), repetition, group.repetitions(), id);
        Turn turn = new Turn(step.scenario().id(), id, repetition, round, now());
        Measurement measurement = trial.run(step.scenario(), step.contender(), turn);
        file.add(measurement);
        progress.step(step.scenario().estimatedMillis());
        out.println(line(measurement));
      }
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
