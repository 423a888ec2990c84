package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.report.RunInfo.Kind;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.List;

/**
 * A load, who is put under it, and how often.
 *
 * @param info what the report says about it
 * @param load the load, on no port yet
 * @param contenders the servers, in order
 * @param repetitions how often each is measured
 * @param pingIntervalMillis time between the servers' heartbeats
 * @param cpus CPUs that the server may use
 * @param loops I/O threads of the server, or 0 for its default
 * @param redis whether the servers share their rooms through Redis
 */
record Scenario(
    ScenarioInfo info,
    LoadSpec load,
    List<Contender> contenders,
    int repetitions,
    long pingIntervalMillis,
    int cpus,
    int loops,
    boolean redis) {
  private static final long START_MILLIS = 1500;

  /** A server's CPU time goes to the connections, roughly: what is slow to connect takes longer. */
  private static final double CONNECT_MILLIS = 0.5;

  /** On a server that is alone. */
  Scenario(
      ScenarioInfo info,
      LoadSpec load,
      List<Contender> contenders,
      int repetitions,
      long pingIntervalMillis,
      int cpus,
      int loops) {
    this(info, load, contenders, repetitions, pingIntervalMillis, cpus, loops, false);
  }

  String id() {
    return info.id();
  }

  boolean measuresMemory() {
    return info.kind() == Kind.MEMORY;
  }

  Scenario withContenders(List<Contender> some) {
    List<Contender> left = contenders.stream().filter(some::contains).toList();
    return new Scenario(info, load, left, repetitions, pingIntervalMillis, cpus, loops, redis);
  }

  Scenario withRepetitions(int times) {
    return new Scenario(info, load, contenders, times, pingIntervalMillis, cpus, loops, redis);
  }

  /** The load for one server. */
  LoadSpec load(Contender contender, int port) {
    return new LoadSpec(
        load.mode(),
        contender.speaksSocketIo() ? load.entrance() : Entrance.PLAIN,
        port,
        load.clients(),
        load.inFlight(),
        load.payloadBytes(),
        load.warmupMillis(),
        load.windows(),
        load.windowMillis(),
        load.stallMillis(),
        load.spin(),
        load.nodes());
  }

  /** How long all of it may take, roughly. */
  long estimatedMillis() {
    double connect = CONNECT_MILLIS * load.clients();
    double windows =
        load.mode() == Mode.CONNECT
            ? load.windows() * connect
            : load.windows() * load.windowMillis();
    double one = START_MILLIS * load.nodes() + connect + load.warmupMillis() + windows;
    return Math.round(one * contenders.size() * repetitions);
  }
}
