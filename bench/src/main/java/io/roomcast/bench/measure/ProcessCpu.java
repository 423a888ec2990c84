package io.roomcast.bench.measure;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The CPU time of a process: the sum of what the scheduler has counted for its threads ({@code
 * task/…/schedstat}, nanoseconds), those included that ended after they were seen once. Where the
 * kernel does not count that, {@code utime + stime} of {@code stat}, in steps of 10 ms. Not
 * thread-safe.
 */
final class ProcessCpu {
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final int UTIME = 11;

  private final Proc proc;
  private final long pid;
  private final Map<String, Long> threads = new HashMap<>();

  ProcessCpu(Proc proc, long pid) {
    this.proc = proc;
    this.pid = pid;
  }

  long nanos() {
    List<String> names = proc.names(pid + "/task").toList();
    for (String thread : names) {
      proc.scheduledNanos(pid + "/task/" + thread)
          .ifPresent(nanos -> threads.merge(thread, nanos, Math::max));
    }
    return threads.isEmpty()
        ? ticks() * NANOS_PER_TICK
        : threads.values().stream().mapToLong(Long::longValue).sum();
  }

  private long ticks() {
    String stat = proc.requiredText(pid + "/stat");
    // the name in parentheses may hold anything
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
  }
}
