package io.roomcast.bench.measure;

import java.util.List;

/** Reads CPU times from the operating system. Takes less than a millisecond; not thread-safe. */
public final class ProcCpuMeter implements CpuMeter {
  private final List<ProcessCpu> servers;
  private final ProcessCpu generator;
  private final MachineCpu machine;

  /** Of the processes that serve, together, and of the load generator. */
  public ProcCpuMeter(Proc proc, List<Long> serverPids, long generatorPid) {
    servers = serverPids.stream().map(pid -> new ProcessCpu(proc, pid)).toList();
    generator = new ProcessCpu(proc, generatorPid);
    machine = new MachineCpu(proc);
  }

  @Override
  public CpuTimes read() {
    long served = servers.stream().mapToLong(ProcessCpu::nanos).sum();
    return new CpuTimes(served, generator.nanos(), machine.nanos());
  }

  @Override
  public long compiling() {
    return servers.stream().mapToLong(ProcessCpu::compilingNanos).sum();
  }
}
