package io.roomcast.bench.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps processes on CPUs of their own with {@code taskset}: servers on the first or, where they
 * may use two, the first two, the generator on the last. On a machine with two CPUs the generator
 * shares the second one with a server that may use both.
 */
public final class Pinning {
  private final int processors;
  private final boolean available;

  private Pinning(int processors, boolean available) {
    this.processors = processors;
    this.available = available;
  }

  /** As this machine allows it. */
  public static Pinning ofThisMachine() {
    int processors = Runtime.getRuntime().availableProcessors();
    String path = System.getenv().getOrDefault("PATH", "");
    boolean installed =
        Stream.of(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
    return of(processors, installed);
  }

  static Pinning of(int processors, boolean installed) {
    return new Pinning(processors, installed && processors > 1);
  }

  /** The words before the command of a server that may use so many CPUs. */
  public List<String> server(int cpus) {
    return prefix(cpus == 1 ? "0" : "0-" + (Math.min(cpus, processors) - 1));
  }

  /** The words before the command of a load generator. */
  public List<String> generator() {
    return prefix(String.valueOf(processors - 1));
  }

  private List<String> prefix(String cpus) {
    return available ? List.of("taskset", "-c", cpus) : List.of();
  }

  @Override
  public String toString() {
    return available
        ? "server on CPU 0, load generator on CPU %d of %d".formatted(processors - 1, processors)
        : "not pinned (%d CPUs)".formatted(processors);
  }
}
