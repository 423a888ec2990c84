package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The npm packages of this module, installed below {@code target}, and scripts that run with them.
 * Where Node.js or npm is missing the tests that need them are skipped with a reason, except on a
 * CI machine, where that is a failure.
 */
public final class NodeProject {
  private static final Path HOME = Path.of("target", "node").toAbsolutePath();
  private static final Path SCRIPTS = Path.of("src", "test", "js");
  private static final Path MARK = HOME.resolve("installed");
  private static final Duration INSTALL_TIME = Duration.ofSeconds(100); // less than a test has
  private static final Duration CHECK_TIME = Duration.ofSeconds(110); // likewise
  private static final Optional<String> PROBLEM = install();

  /** What a script printed, and how it ended. */
  public record Result(int exitCode, String output) {}

  private NodeProject() {}

  /** Skips the calling test where the packages could not be installed. */
  public static void assumeInstalled() {
    if (PROBLEM.isPresent() && System.getenv("CI") != null) {
      throw new IllegalStateException(PROBLEM.get());
    }
    assumeTrue(PROBLEM.isEmpty(), PROBLEM::get);
  }

  /** Where {@code node_modules} is. */
  public static Path home() {
    return HOME;
  }

  /**
   * Runs a script of {@code src/test/js} with Node's test runner; all of its checks, so many as are
   * given here, must pass. Where the packages could not be installed the calling test is skipped.
   */
  public static void check(String script, Map<String, String> environment, int checks) {
    assumeInstalled();
    try (Stream<Path> files = Files.list(SCRIPTS)) { // all: one may import another
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path besideThePackages = HOME.resolve(file.getFileName());
        Files.copy(file, besideThePackages, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check(HOME.resolve(script), environment, CHECK_TIME, checks);
  }

  /** As {@link #check(String, Map, int)}, of a script that is below {@link #home()} already. */
  public static void check(
      Path script, Map<String, String> environment, Duration time, int checks) {
    Result result = runScript(script, environment, time);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("pass " + checks + "\n").contains("fail 0\n");
  }

  /** Runs a script with Node's test runner, whatever comes of it; see {@link #run}. */
  static Result runScript(Path script, Map<String, String> environment, Duration time) {
    return run(
        environment, time, List.of("node", "--test", "--test-reporter=spec", script.toString()));
  }

  /**
   * Runs a command in {@link #home()} and waits for it. What is not done in time is ended with all
   * that it has started; the exit code is -1 then, and the output says so at its end.
   */
  public static Result run(Map<String, String> environment, Duration time, List<String> command) {
    try {
      Path output = Files.createTempFile(HOME, "output", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(HOME.toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      boolean ended = false;
      try {
        ended = process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
      } finally { // the test itself may have run out of its time
        if (!ended) {
          end(process);
        }
      }
      String printed = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return ended
          ? new Result(process.exitValue(), printed)
          : new Result(-1, printed + "\nended after " + time);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** First what it has started: it may have something to say about that yet, and sees it off. */
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }

  /** The mark is set last: what was interrupted is done again. */
  private static Optional<String> install() {
    try {
      Files.createDirectories(HOME);
      boolean changed = false;
      for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
        Path from = Path.of(file);
        Path to = HOME.resolve(file);
        changed |= !Files.exists(to) || Files.mismatch(from, to) >= 0;
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      }
      if (!changed && Files.exists(MARK)) {
        return Optional.empty();
      }
      Files.deleteIfExists(MARK);
      Result result = run(Map.of(), INSTALL_TIME, List.of("npm", "ci", "--no-audit", "--no-fund"));
      if (result.exitCode() != 0) {
        return Optional.of(
            "npm ci failed, so the JavaScript clients are not there: " + result.output());
      }
      Files.createFile(MARK);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          "Node.js and npm are needed for the JavaScript clients: " + e.getMessage());
    }
  }
}
