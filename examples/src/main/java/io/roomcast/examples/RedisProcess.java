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
 * A Redis for trying things out. It runs as a process of its own, on a free port of this machine,
 * keeps nothing, and ends when it is closed.
 *
 * <p>Example: {@link TwoNodeChat}
 */
public final class RedisProcess implements AutoCloseable {
  private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long STOP_SECONDS = 5;

  private final int port;
  private final Path directory;
  private final Process process;

  private RedisProcess(int port, Path directory, Process process) {
    this.port = port;
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts the one that comes as a dependency and needs no installation. Blocks until it listens.
   *
   * @throws IOException if it does not start
   */
  public static RedisProcess embedded() throws IOException {
    return start(ExecutableProvider.newJarResourceProvider().get().toPath());
  }

  /**
   * Starts another. Blocks until it listens.
   *
   * @param executable the {@code redis-server}
   * @throws IOException if it does not start
   */
  public static RedisProcess start(Path executable) throws IOException {
    int port = freePort();
    Path directory = Files.createTempDirectory("roomcast-redis");
    Process process =
        new ProcessBuilder(
                List.of(
                    executable.toString(),
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
    RedisProcess redis = new RedisProcess(port, directory, process);
    long end = System.nanoTime() + START_NANOS;
    while (!redis.listens()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        redis.close();
        throw new IOException("this Redis does not start: " + executable);
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

  /** What a client of Redis is told. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** The number of its process. */
  public long pid() {
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
