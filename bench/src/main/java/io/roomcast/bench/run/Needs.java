package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Contenders;
import io.roomcast.bench.measure.Proc;
import io.roomcast.bench.process.ProcessException;
import io.roomcast.bench.process.RedisServer;
import io.roomcast.bench.report.RunInfo.ContenderInfo;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a run needs: at its end it would be too late to find out that something is missing. */
final class Needs {
  private final Contenders contenders;
  private final Proc proc;
  private final boolean redis;

  Needs(Contenders contenders, Proc proc) {
    this(contenders, proc, RedisServer.executable().isPresent());
  }

  Needs(Contenders contenders, Proc proc, boolean redis) {
    this.contenders = contenders;
    this.proc = proc;
    this.redis = redis;
  }

  /**
   * Fetches the servers of others. Blocks.
   *
   * @return all servers, in order
   * @throws IllegalStateException if something is missing, with a sentence about each and how to go
   *     on without it
   */
  List<ContenderInfo> fetch(List<Scenario> wanted) {
    List<Contender> servers =
        wanted.stream()
            .flatMap(scenario -> scenario.contenders().stream())
            .distinct()
            .sorted()
            .toList();
    List<ContenderInfo> fetched = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Contender server : servers) {
      try {
        fetched.add(
            new ContenderInfo(
                server.id(), server.title(), contenders.version(server), server.speaksSocketIo()));
      } catch (ProcessException | UncheckedIOException e) {
        problems.add("%s cannot be had: %s".formatted(server.id(), e.getMessage()));
      }
    }
    if (!problems.isEmpty()) {
      String others = fetched.stream().map(ContenderInfo::id).collect(Collectors.joining(","));
      problems.add("to measure without: --servers " + others);
    }
    problems.addAll(missing(wanted));
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "Nothing was measured, since not all of it could be:\n  "
              + String.join("\n  ", problems));
    }
    return fetched;
  }

  private List<String> missing(List<Scenario> wanted) {
    List<String> problems = new ArrayList<>();
    if (!redis && wanted.stream().anyMatch(scenario -> scenario.setting().redis())) {
      problems.add(
          "the loads cluster-… need a redis-server on the PATH; to measure without: --only "
              + wanted.stream()
                  .filter(scenario -> !scenario.id().startsWith("cluster-"))
                  .map(Scenario::id)
                  .collect(Collectors.joining(",")));
    }
    long files = wanted.stream().mapToLong(scenario -> scenario.load().openFiles()).max().orElse(0);
    if (proc.maxOpenFiles() < files) {
      problems.add(
          "%d open files are needed, %d are allowed: raise the limit (ulimit -n)"
              .formatted(files, proc.maxOpenFiles()));
    }
    return problems;
  }
}
