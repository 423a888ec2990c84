package io.roomcast.bench.load;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.LoadResult;

/** Small loads. */
final class Loads {
  /** Nothing here measures the CPU, and no server is ever busy. */
  private static final CpuMeter NO_CPU = () -> new CpuTimes(0, 0, 0);

  private Loads() {}

  static LoadSpec spec(Mode mode, Entrance entrance, int port, int clients, int inFlight) {
    return on(mode, entrance, port, clients, inFlight, new Timing(20, 2, 50, 20_000)).build();
  }

  /** One that gives up soon: for servers that are known to leave something out. */
  static LoadSpec impatient(Mode mode, int port, int clients, int inFlight) {
    Timing timing = new Timing(0, 1, 60_000, 3000);
    return on(mode, Entrance.PLAIN, port, clients, inFlight, timing).build();
  }

  private static LoadSpec.Builder on(
      Mode mode, Entrance entrance, int port, int clients, int inFlight, Timing timing) {
    return LoadSpec.of(mode, clients, timing)
        .entrance(entrance)
        .servers(port, 1)
        .inFlight(inFlight);
  }

  static LoadResult run(LoadSpec spec) {
    return Load.run(spec, NO_CPU, Signals.NONE);
  }
}
