package io.roomcast.bench.measure;

/** Reads CPU times. */
@FunctionalInterface
public interface CpuMeter {
  /** Reads them now. */
  CpuTimes read();

  /**
   * The nanoseconds that the servers' JIT compilers have used, 0 where there are none to be seen.
   */
  default long compiling() {
    return 0;
  }
}
