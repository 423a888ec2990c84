package io.roomcast.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Commands that are run to their end. */
public final class Tool {
  /** For what only looks at something. */
  public static final Duration SHORT = Duration.ofSeconds(30);

  /** For what fetches or compiles something. */
  public static final Duration LONG = Duration.ofMinutes(10);

  private Tool() {}

  /**
   * Runs a command. Blocks, at most for the time given: then it is ended with all that it started.
   *
   * @throws ProcessException with what it printed, if it fails, takes too long or is not there
   */
  public static String run(Path folder, List<String> command, Duration most) {
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
        String end = end(process, most);
        String printed = Files.readString(output, StandardCharsets.UTF_8).strip();
        if (!end.isEmpty()) {
          throw new ProcessException(String.join(" ", command) + " " + end + ": " + printed);
        }
        return printed;
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

  /** Waits, and says what went wrong, if anything did. */
  private static String end(Process process, Duration most) throws InterruptedException {
    try {
      if (process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue() == 0 ? "" : "ended with " + process.exitValue();
      }
      return "took longer than " + most.toSeconds() + " s";
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** What a command that only looks at something prints, or empty if it fails or is not there. */
  public static Optional<String> tryRun(Path folder, List<String> command) {
    try {
      return Optional.of(run(folder, command, SHORT));
    } catch (ProcessException e) {
      return Optional.empty();
    }
  }
}
