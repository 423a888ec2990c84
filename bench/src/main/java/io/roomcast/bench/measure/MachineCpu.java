package io.roomcast.bench.measure;

import java.util.List;

/**
 * What all CPUs together spent on anything but idling and waiting, from {@code /proc/stat}: user,
 * nice, system, interrupts, and what the host of a virtual machine took away. The kernel's threads
 * that carry on with network packets are left out: they work for the load.
 */
final class MachineCpu {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

  private final Proc proc;
  private final List<String> packetThreads;

  MachineCpu(Proc proc) {
    this.proc = proc;
    packetThreads = proc.names("").filter(this::isPacketThread).toList();
  }

  private boolean isPacketThread(String name) {
    return Character.isDigit(name.charAt(0))
        && proc.text(name + "/comm").filter(comm -> comm.startsWith("ksoftirqd/")).isPresent();
  }

  long nanos() {
    String[] fields = proc.requiredText("stat").lines().findFirst().orElseThrow().split("\\s+", -1);
    long ticks = 0;
    for (int field : BUSY) {
      ticks += field < fields.length ? Long.parseLong(fields[field]) : 0;
    }
    long nanos = ticks * NANOS_PER_TICK;
    for (String thread : packetThreads) {
      nanos -= proc.scheduledNanos(thread).orElse(0L);
    }
    return nanos;
  }
}
