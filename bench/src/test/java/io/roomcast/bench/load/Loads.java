package io.roomcast.bench.load;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.CpuTimes;
import io.roomcast.bench.measure.LoadResult;

/** Small loads. */
final class Loads {
  static final int PAYLOAD = 32;

  /** Nothing here measures the CPU, and no server is ever busy. */
  private static final CpuMeter NO_CPU = () -> new CpuTimes(0, 0, 0);

  private Loads() {}

  static LoadSpec spec(Mode mode, Entrance entrance, int port, int clients, int inFlight) {
    return new LoadSpec(mode, entrance, port, clients, inFlight, PAYLOAD, 20, 2, 50, 20_000, true);
  }

  /** One that gives up soon: for servers that are known to leave something out. */
  static LoadSpec impatient(Mode mode, int port, int clients, int inFlight) {
    return new LoadSpec(
        mode, Entrance.PLAIN, port, clients, inFlight, PAYLOAD, 0, 1, 60_000, 3000, true);
  }

  static LoadResult run(LoadSpec spec) {
    return Load.run(spec, NO_CPU, Signals.NONE);
  }
}
