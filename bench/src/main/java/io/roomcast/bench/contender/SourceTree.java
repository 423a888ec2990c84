package io.roomcast.bench.contender;

import io.roomcast.bench.process.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Which state of the project's sources is measured. */
public final class SourceTree {
  /** What is written about the measurements is not what is measured. */
  private static final List<String> SOURCES =
      List.of("--", ".", ":(exclude)docs", ":(exclude)*.md");

  private final Path root;

  /** The one that a folder belongs to. */
  public SourceTree(Path folder) {
    String top = git(folder, List.of("rev-parse", "--show-toplevel"));
    root = top.isEmpty() ? folder : Path.of(top);
  }

  /**
   * The commit, with {@code -dirty} and a checksum of all differences where files other than
   * documents were changed or added since: what is measured after a change has another name.
   */
  public String commit() {
    String commit = git(List.of("describe", "--always", "--abbrev=10", "--exclude=*"));
    String changes = sources("status", "--porcelain", "--untracked-files=all");
    if (commit.isEmpty() || changes.isEmpty()) {
      return commit.isEmpty() ? "unknown" : commit;
    }
    CRC32C sum = new CRC32C();
    for (String part : List.of(changes, sources("diff", "HEAD"), added())) {
      sum.update(part.getBytes(StandardCharsets.UTF_8));
    }
    return "%s-dirty-%08x".formatted(commit, sum.getValue());
  }

  /** The contents of files that git does not know yet, as hashes. */
  private String added() {
    List<String> files = sources("ls-files", "--others", "--exclude-standard").lines().toList();
    if (files.isEmpty()) {
      return "";
    }
    List<String> words = new ArrayList<>(List.of("hash-object", "--"));
    words.addAll(files);
    return git(words);
  }

  private String sources(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(SOURCES);
    return git(all);
  }

  private String git(List<String> words) {
    return git(root, words);
  }

  private static String git(Path folder, List<String> words) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(words);
    return Tool.tryRun(folder, command).orElse("");
  }
}
