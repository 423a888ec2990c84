package io.roomcast.bench.measure;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  /** What the names of HotSpot's compiler threads match, as far as the kernel keeps them. */
  private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre");

  private final Proc proc;
  private final long pid;
  private final Map<String, Long> threads = new HashMap<>();
  private final Set<String> compilers = new HashSet<>();
  private long unseen;

  ProcessCpu(Proc proc, long pid) {
    this.proc = proc;
    this.pid = pid;
  }

  long nanos() {
    long whole = ticks() * NANOS_PER_TICK;
    tasks().forEach(this::look);
    long seen = sum(threads.keySet());
    unseen = Math.max(unseen, whole - seen);
    return seen + unseen;
  }

  /** That of the JIT compilers alone, as far as it was seen: they come and go. */
  long compilingNanos() {
    tasks().filter(this::compiles).forEach(compilers::add);
    compilers.forEach(this::look);
    return sum(compilers);
  }

  private Stream<String> tasks() {
    return proc.names(pid + "/task").map(thread -> pid + "/task/" + thread);
  }

  private boolean compiles(String task) {
    return proc.text(task + "/comm").filter(COMPILER.asPredicate()).isPresent();
  }

  private void look(String task) {
    proc.scheduledNanos(task).ifPresent(nanos -> threads.merge(task, nanos, Math::max));
  }

  private long sum(Set<String> tasks) {
    return tasks.stream().mapToLong(task -> threads.getOrDefault(task, 0L)).sum();
  }

  private long ticks() {
    String stat = proc.requiredText(pid + "/stat");
    // the name in parentheses may hold anything
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
  }
}
