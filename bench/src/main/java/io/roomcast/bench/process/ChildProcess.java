package io.roomcast.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A process that is talked to in lines. Its error output goes to a file. Blocks; one thread. */
public final class ChildProcess implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int LINES_OF_ERROR = 20;

  private final String name;
  private final Path errors;
  private final Process process;
  private final BufferedWriter input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  private ChildProcess(String name, Path errors, Process process) {
    this.name = name;
    this.errors = errors;
    this.process = process;
    input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, name + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param name what messages call it
   * @param errors where its error output goes
   * @throws ProcessException if the system cannot start it
   */
  public static ChildProcess start(String name, List<String> command, Path errors) {
    try {
      Path folder = errors.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      return new ChildProcess(name, errors, process);
    } catch (IOException e) {
      throw new ProcessException(name + " cannot be started: " + e.getMessage(), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Sends a line. */
  public void send(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw new ProcessException(name + " has ended: " + errorText(), e);
    }
  }

  /**
   * Waits for a line that begins with a word, and leaves others out.
   *
   * @return what follows the word
   * @throws ProcessException if the process ends, says {@code failed} or takes too long
   */
  public String await(String word, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try {
      while (true) {
        String line = lines.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (line == null) {
          String state = process.isAlive() ? "did not say \"" + word + "\" in time" : "has ended";
          throw new ProcessException(name + " " + state + ": " + errorText());
        }
        if (line.equals(word) || line.startsWith(word + " ")) {
          return line.substring(word.length()).strip();
        }
        if (line.startsWith("failed ")) {
          throw new ProcessException(name + ": " + line.substring("failed ".length()));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProcessException("interrupted", e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // as if it had ended
    }
    lines.add("failed it has ended: " + errorText());
  }

  private String errorText() {
    return errorOutput()
        .lines()
        .limit(LINES_OF_ERROR)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** What it has written to its error output so far, or nothing if that cannot be read. */
  public String errorOutput() {
    try {
      return Files.readString(errors, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Ends it: by closing its input, and where that does not help, by force. */
  @Override
  public void close() {
    try {
      input.close();
    } catch (IOException e) {
      // it has ended by itself
    }
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
