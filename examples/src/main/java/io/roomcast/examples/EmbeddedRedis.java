package io.roomcast.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis for trying things out, which comes as a dependency and needs no installation. It runs as
 * a process of its own, on a free port of this machine, keeps nothing, and ends when it is closed.
 */
final class EmbeddedRedis implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long STOP_SECONDS = 5;

  private final int port;
  private final Path directory;
  private final Process process;

  private EmbeddedRedis(int port, Path directory, Process process) {
    this.port = port;
    this.directory = directory;
    this.process = process;
  }

  /** Starts one. Blocks until it listens. */
  static EmbeddedRedis start() throws IOException {
    String executable = ExecutableProvider.newJarResourceProvider().get().getPath();
    int port = freePort();
    Path directory = Files.createTempDirectory("roomcast-redis");
    Process process =
        new ProcessBuilder(
                List.of(
                    executable,
                    "--port",
                    String.valueOf(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    EmbeddedRedis redis = new EmbeddedRedis(port, directory, process);
    long end = System.nanoTime() + START_NANOS;
    while (!redis.listens()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        redis.close();
        throw new IOException("the embedded Redis does not start: " + executable);
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return redis;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  long pid() {
    return process.pid();
  }

  /** Ends it, and waits for that. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(directory);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      return; // an empty folder among temporary files
    }
  }
}
