package io.roomcast.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Commands that are run to their end. */
public final class Tool {
  private Tool() {}

  /**
   * Runs a command. Blocks.
   *
   * @throws ProcessException with what it printed, if it fails or is not there
   */
  public static String run(Path folder, List<String> command) {
    try {
      Path output = Files.createTempFile("bench", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        int code = process.waitFor();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (code != 0) {
          throw new ProcessException(
              String.join(" ", command) + " ended with " + code + ": " + printed);
        }
        return printed.strip();
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new ProcessException(command.get(0) + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProcessException("interrupted", e);
    }
  }

  /** What a command prints, or empty if it fails or is not there. */
  public static Optional<String> tryRun(Path folder, List<String> command) {
    try {
      return Optional.of(run(folder, command));
    } catch (ProcessException e) {
      return Optional.empty();
    }
  }
}
