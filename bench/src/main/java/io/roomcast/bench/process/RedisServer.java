package io.roomcast.bench.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** The Redis of this system, on a port of 127.0.0.1, with nothing in it. */
public final class RedisServer implements AutoCloseable {
  private static final long PAUSE_NANOS = 20_000_000;
  private static final long GRACE_SECONDS = 5;

  private final int port;
  private final Process process;
  private final Thread end;

  private RedisServer(int port, Process process) {
    this.port = port;
    this.process = process;
    end = new Thread(process::destroy, "redis-end");
  }

  /** The program, where it is installed. */
  public static Optional<Path> executable() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts one. Blocks until it listens.
   *
   * @param prefix words before the command
   * @param log where its output goes
   * @throws ProcessException if there is none, or it does not start
   */
  public static RedisServer start(List<String> prefix, int port, Path log, Duration time) {
    Path executable =
        executable()
            .orElseThrow(() -> new ProcessException("there is no redis-server on the PATH"));
    List<String> command = new ArrayList<>(prefix);
    command.add(executable.toString());
    command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--appendonly", "no"));
    try {
      Path folder = log.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      RedisServer redis = new RedisServer(port, process);
      // unlike the others it does not end with its input, so not with an interrupted run either
      Runtime.getRuntime().addShutdownHook(redis.end);
      redis.awaitListening(time);
      return redis;
    } catch (IOException e) {
      throw new ProcessException("redis-server cannot be started: " + e.getMessage(), e);
    }
  }

  private void awaitListening(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        close();
        throw new ProcessException("redis-server does not listen on port " + port);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Where it is. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it, and waits for that. */
  @Override
  public void close() {
    process.destroy();
    Runtime.getRuntime().removeShutdownHook(end);
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
