package io.roomcast.bench.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The CPU time of a process. Its {@code stat} has all of it, but in steps of 10 ms; the scheduler
 * counts nanoseconds, but of threads that are still there ({@code task/…/schedstat}). So it is the
 * sum over the threads, with what they had when they were last seen, and the most by which {@code
 * stat} was ever ahead of that: what was used by threads that came and went unseen. Where the
 * kernel does not count threads, it is {@code stat} alone. Not thread-safe.
 */
final class ProcessCpu {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int UTIME = 11;

  private final Proc proc;
  private final long pid;
  private final Map<String, Long> threads = new HashMap<>();
  private long unseen;

  ProcessCpu(Proc proc, long pid) {
    this.proc = proc;
    this.pid = pid;
  }

  long nanos() {
    long whole = ticks() * NANOS_PER_TICK;
    List<String> names = proc.names(pid + "/task").toList();
    for (String thread : names) {
      proc.scheduledNanos(pid + "/task/" + thread)
          .ifPresent(nanos -> threads.merge(thread, nanos, Math::max));
    }
    long seen = threads.values().stream().mapToLong(Long::longValue).sum();
    unseen = Math.max(unseen, whole - seen);
    return seen + unseen;
  }

  private long ticks() {
    String stat = proc.requiredText(pid + "/stat");
    // the name in parentheses may hold anything
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
  }
}
