package io.roomcast.bench.measure;

/** Reads CPU times from the operating system. Takes less than a millisecond; not thread-safe. */
public final class ProcCpuMeter implements CpuMeter {
  private final ProcessCpu server;
  private final ProcessCpu generator;
  private final MachineCpu machine;

  /** Of two processes. */
  public ProcCpuMeter(Proc proc, long serverPid, long generatorPid) {
    server = new ProcessCpu(proc, serverPid);
    generator = new ProcessCpu(proc, generatorPid);
    machine = new MachineCpu(proc);
  }

  @Override
  public CpuTimes read() {
    return new CpuTimes(server.nanos(), generator.nanos(), machine.nanos());
  }
}
