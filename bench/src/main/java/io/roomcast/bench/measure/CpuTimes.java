package io.roomcast.bench.measure;

/**
 * CPU time in nanoseconds since some moment.
 *
 * @param server of the server's process, all threads, in user and kernel mode
 * @param generator of the load generator's process, likewise
 * @param machine of everything that ran on the machine, or was taken from it by its host
 */
public record CpuTimes(long server, long generator, long machine) {

  /** What was used since an earlier reading. */
  public CpuTimes since(CpuTimes earlier) {
    return new CpuTimes(
        server - earlier.server, generator - earlier.generator, machine - earlier.machine);
  }

  /** What was used in two stretches of time together. */
  public CpuTimes plus(CpuTimes other) {
    return new CpuTimes(
        server + other.server, generator + other.generator, machine + other.machine);
  }

  /** What neither the server nor the generator used; clocks of different grain make it inexact. */
  public long foreign() {
    return Math.max(0, machine - server - generator);
  }
}
