package io.roomcast.adapter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A Redis of our own on a free port of 127.0.0.1, which may be killed, stopped and started. */
final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Set<Integer> PORTS = ConcurrentHashMap.newKeySet(); // those given away
  private static final Object LOCK = new Object();
  private static File embedded;

  private final String executable;
  private final int port;
  private final List<String> options;
  private final Path directory;
  private final Thread atExit = new Thread(this::end); // of a run that is broken off
  private Process process;

  private RedisProcess(String executable, int port, String... options) {
    this.executable = executable;
    this.port = port;
    this.options = List.of(options);
    try {
      this.directory = Files.createTempDirectory("roomcast-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      start();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Redis 6.2, which comes with the tests. */
  static RedisProcess embedded(String... options) {
    try {
      synchronized (LOCK) {
        if (embedded == null) {
          embedded = ExecutableProvider.newJarResourceProvider().get();
        }
      }
      return new RedisProcess(embedded.getPath(), freePort(), options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Sentinel of that Redis. */
  static RedisProcess sentinel(Path configuration) {
    return embedded(configuration.toString(), "--sentinel");
  }

  /** Redis 7 or later of this system; where there is none the test is skipped. */
  static RedisProcess system(String... options) {
    return new RedisProcess(systemExecutable(), freePort(), options);
  }

  private static String systemExecutable() {
    Optional<String> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(directory -> Path.of(directory, "redis-server"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    assumeTrue(found.isPresent(), "there is no redis-server on the PATH");
    assumeTrue(version(found.get()) >= 7, "the redis-server on the PATH is older than 7.0");
    return found.get();
  }

  /**
   * Skips the test where that Redis knows no TLS: it names the first option that it cannot read.
   */
  static void assumeTls() {
    String said = output(systemExecutable(), "--tls-auth-clients", "no", "--no-such-option", "1");
    assumeTrue(
        said.contains("no-such-option"), "the redis-server on the PATH was built without TLS");
  }

  private static int version(String executable) {
    try {
      return Integer.parseInt(
          output(executable, "--version").replaceAll("(?s).*v=(\\d+)\\..*", "$1"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String output(String... command) {
    try {
      Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Never the same twice: it may not be in use yet when the next one is asked for. */
  static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (PORTS.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  int port() {
    return port;
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Starts it, again after {@link #kill}; returns when it answers. */
  void start() {
    try {
      List<String> command = new ArrayList<>(List.of(executable));
      if (options.contains("--sentinel")) {
        command.addAll(options); // the configuration comes first
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
      } else {
        command.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--save", "", "--appendonly", "no"));
        command.addAll(options);
      }
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await().atMost(PATIENCE).until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String answer = new String(in.readNBytes(5), StandardCharsets.UTF_8);
      return answer.equals("+PONG") || answer.equals("-NOAU"); // it wants a password
    } catch (IOException notYet) {
      return false;
    }
  }

  void kill() {
    process.destroyForcibly();
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Stops it in its tracks: connections stay, and nobody answers. Not on Windows. */
  void pause() {
    signal("-STOP");
  }

  void resume() {
    signal("-CONT");
  }

  private void signal(String signal) {
    try {
      Process sent = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
      assertThat(sent.waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(atExit);
    end();
  }

  private void end() {
    if (process != null) { // it could be executed
      kill();
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) { // a node of a cluster writes one
        Files.delete(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
