package io.roomcast.bench.load;

import io.roomcast.bench.measure.CpuMeter;
import io.roomcast.bench.measure.LoadResult;

/** Makes a load. */
public final class Load {
  private Load() {}

  /**
   * Makes it, and returns when it is over. Blocks, and keeps its thread busy.
   *
   * @throws LoadException if not all clients got in
   */
  public static LoadResult run(LoadSpec spec, CpuMeter cpu, Signals signals) {
    try (LoadLoop loop = new LoadLoop(spec.port(), spec.nodes(), spec.spin())) {
      return spec.mode() == Mode.CONNECT
          ? new ConnectStorm(loop, spec, cpu).run(signals)
          : new SteadyLoad(loop, spec, cpu).run(signals);
    }
  }
}
