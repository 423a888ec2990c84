package io.roomcast.bench.contender;

import io.roomcast.bench.process.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Which state of the project's sources is measured. */
public final class SourceTree {
  /** What is measured with what: not what is written about it, nor what tests it. */
  private static final List<String> SOURCES =
      List.of(
          "--",
          ".",
          ":(exclude)docs",
          ":(exclude)*.md",
          ":(exclude).ci",
          ":(exclude).github",
          ":(exclude)e2e",
          ":(exclude)examples",
          ":(exclude)testkit",
          ":(exclude,glob)**/src/test/**");

  private static final int CHECKSUM_BYTES = 6;

  private final Path root;

  /** The one that a folder belongs to. */
  public SourceTree(Path folder) {
    String top = git(folder, List.of("rev-parse", "--show-toplevel"));
    root = top.isEmpty() ? folder : Path.of(top);
  }

  /**
   * A checksum of all files that are measured, as they are now: it is the same in every commit that
   * has the same ones, and while they are not committed yet.
   */
  public String checksum() {
    List<String> files =
        Stream.of(
                sources("ls-files", "--cached", "--others", "--exclude-standard", "-z")
                    .split("\0", -1))
            .filter(name -> Files.isRegularFile(root.resolve(name)))
            .distinct()
            .sorted()
            .toList();
    if (files.isEmpty()) {
      return "unknown";
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String name : files) {
        byte[] content = Files.readAllBytes(root.resolve(name));
        digest.update((name + "\0" + content.length + "\0").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, CHECKSUM_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The commit, with {@code -dirty} and a checksum of all differences where files that are measured
   * were changed or added since.
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
