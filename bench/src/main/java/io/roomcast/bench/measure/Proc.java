package io.roomcast.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The files in which Linux tells about processes; see proc(5). */
public final class Proc {
  private final Path root;

  /** Reads below a directory. */
  public Proc(Path root) {
    this.root = root;
  }

  /** Reads {@code /proc}. */
  public static Proc ofThisMachine() {
    return new Proc(Path.of("/proc"));
  }

  /** Whether it is there at all. */
  public boolean isAvailable() {
    return Files.isReadable(root.resolve("stat"));
  }

  /** A file's text, or empty if it is not there (any more). */
  public Optional<String> text(String name) {
    try {
      return Optional.of(Files.readString(root.resolve(name), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** A file's text. */
  public String requiredText(String name) {
    return text(name).orElseThrow(() -> new UncheckedIOException(new IOException("no " + name)));
  }

  /** The value after a name and a colon, as in {@code VmRSS: 123 kB}. */
  public Optional<String> field(String file, String name) {
    return text(file).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  /** The names in a directory, none if it is not there (any more). */
  public Stream<String> names(String directory) {
    String[] names = root.resolve(directory).toFile().list();
    return names == null ? Stream.of() : Stream.of(names);
  }

  /** How long a process or thread has run, where the kernel counts that. */
  Optional<Long> scheduledNanos(String task) {
    return text(task + "/schedstat").map(text -> Long.parseLong(text.split(" ", 2)[0]));
  }

  /** The memory of a process that is in RAM. */
  public long residentBytes(long pid) {
    String text =
        field(pid + "/status", "VmRSS")
            .orElseThrow(() -> new IllegalStateException("process " + pid + " has ended"));
    return Long.parseLong(text.replace(" kB", "").strip()) * 1024;
  }

  /** The CPUs that this process may use, as the system lists them: {@code 0-3,8}. */
  public String allowedCpus() {
    return field("self/status", "Cpus_allowed_list")
        .orElseGet(() -> "0-" + (Runtime.getRuntime().availableProcessors() - 1));
  }

  /** How many files this process may have open. */
  public long maxOpenFiles() {
    return text("self/limits").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split("\\s+", -1)[3])
        .findFirst()
        .map(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
        .orElse(Long.MAX_VALUE);
  }
}
