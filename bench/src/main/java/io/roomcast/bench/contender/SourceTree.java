package io.roomcast.bench.contender;

import io.roomcast.bench.process.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Which state of the project's sources is measured. */
public final class SourceTree {
  private final Path folder;

  /** The one that a folder belongs to. */
  public SourceTree(Path folder) {
    this.folder = folder;
  }

  /**
   * The commit, with {@code -dirty} and a checksum of the difference where files were changed
   * since: whoever measures again after a change gets another name.
   */
  public String commit() {
    String described = git("describe", "--always", "--dirty", "--abbrev=10", "--exclude=*");
    if (!described.endsWith("-dirty")) {
      return described.isEmpty() ? "unknown" : described;
    }
    CRC32C sum = new CRC32C();
    sum.update(git("diff", "HEAD").getBytes(StandardCharsets.UTF_8));
    return described + "-%08x".formatted(sum.getValue());
  }

  private String git(String... words) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(words));
    return Tool.tryRun(folder, command).orElse("");
  }
}
