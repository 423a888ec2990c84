package io.roomcast.bench.measure;

/** Reads CPU times. */
@FunctionalInterface
public interface CpuMeter {
  /** Reads them now. */
  CpuTimes read();
}
