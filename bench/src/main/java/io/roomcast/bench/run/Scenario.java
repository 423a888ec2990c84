package io.roomcast.bench.run;

import io.roomcast.bench.contender.Contender;
import io.roomcast.bench.contender.Profile;
import io.roomcast.bench.contender.Setting;
import io.roomcast.bench.load.Entrance;
import io.roomcast.bench.load.LoadSpec;
import io.roomcast.bench.load.Mode;
import io.roomcast.bench.report.RunInfo.ScenarioInfo;
import java.util.List;

/**
 * A load, and who is put under it.
 *
 * @param info what the report says about it
 * @param load the load, on no port yet
 * @param setting what the servers are told
 * @param contenders the servers, in order
 */
record Scenario(ScenarioInfo info, LoadSpec load, Setting setting, List<Contender> contenders) {
  private static final long START_MILLIS = 2500;
  private static final long SETTLE_MILLIS = 6000;

  /** Clients come and go, and the server cleans up. */
  private static final double STORMS_PER_WINDOW = 2;

  /** A server's CPU time goes to the connections, roughly: what is slow to connect takes longer. */
  private static final double CONNECT_MILLIS = 0.5;

  String id() {
    return info.id();
  }

  Profile profile() {
    return setting.profile();
  }

  Scenario withContenders(List<Contender> some) {
    List<Contender> left = contenders.stream().filter(some::contains).toList();
    return new Scenario(info, load, setting, left);
  }

  /** The same load where only some servers can run at all: it is not planned for the others. */
  Scenario possibleOn(List<Contender> some) {
    List<String> ids = some.stream().map(Contender::id).toList();
    List<String> planned = info.contenders().stream().filter(ids::contains).toList();
    return new Scenario(
        info.withContenders(planned), load, setting, withContenders(some).contenders);
  }

  Scenario withRepetitions(int times) {
    return new Scenario(info.withRepetitions(times), load, setting, contenders);
  }

  /** The load for one server. */
  LoadSpec load(Contender contender, int port, double maxForeignShare) {
    return load.toBuilder()
        .entrance(contender.speaksSocketIo() ? load.entrance() : Entrance.PLAIN)
        .servers(port, load.nodes())
        .maxForeignShare(maxForeignShare)
        .build();
  }

  /** How long one measurement may take, roughly. */
  long estimatedMillis() {
    double connect = CONNECT_MILLIS * load.clients();
    double windows = load.timing().windows() * load.timing().windowMillis();
    if (load.mode() == Mode.CONNECT) {
      windows *= STORMS_PER_WINDOW;
    }
    double settle = profile() == Profile.TRAFFIC ? 0 : SETTLE_MILLIS;
    return Math.round(
        START_MILLIS * load.nodes()
            + connect
            + settle
            + load.timing().usualWarmupMillis()
            + windows);
  }

  /** How long all of it may take. */
  long estimatedMillisOfAll() {
    return estimatedMillis() * contenders.size() * info.repetitions();
  }
}
