package io.roomcast.bench.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps processes on CPUs of their own with {@code taskset}, out of those that this process may
 * use: servers on the first or, where they may use two, the first two, the generator on the last.
 * With two CPUs the generator shares the second one with a server that may use both.
 */
public final class Pinning {
  private final List<Integer> cpus;
  private final boolean available;

  private Pinning(List<Integer> cpus, boolean available) {
    this.cpus = cpus;
    this.available = available;
  }

  /**
   * As this machine allows it.
   *
   * @param allowed the CPUs that this process may use, as the system lists them: {@code 0-3,8}
   */
  public static Pinning of(String allowed) {
    String path = System.getenv().getOrDefault("PATH", "");
    boolean installed =
        Stream.of(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
    return of(allowed, installed);
  }

  static Pinning of(String allowed, boolean installed) {
    List<Integer> cpus = numbers(allowed);
    return new Pinning(cpus, installed && cpus.size() > 1);
  }

  private static List<Integer> numbers(String allowed) {
    List<Integer> numbers = new ArrayList<>();
    for (String range : allowed.strip().split(",", -1)) {
      String[] ends = range.split("-", 2);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
        numbers.add(cpu);
      }
    }
    return List.copyOf(numbers);
  }

  /** How many CPUs there are for all processes together. */
  public int cpus() {
    return cpus.size();
  }

  /** The words before the command of a server that may use so many CPUs. */
  public List<String> server(int count) {
    return prefix(cpus.subList(0, Math.min(count, cpus.size())));
  }

  /** The words before the command of a load generator. */
  public List<String> generator() {
    return prefix(List.of(last()));
  }

  private int last() {
    return cpus.get(cpus.size() - 1);
  }

  private List<String> prefix(List<Integer> some) {
    String list = some.stream().map(String::valueOf).collect(Collectors.joining(","));
    return available ? List.of("taskset", "-c", list) : List.of();
  }

  @Override
  public String toString() {
    return available
        ? "server on CPU %d, load generator on CPU %d, of %d"
            .formatted(cpus.get(0), last(), cpus.size())
        : "not pinned (%d CPUs)".formatted(cpus.size());
  }
}
