package io.roomcast.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import redis.embedded.core.ExecutableProvider;

/** A Redis of our own on a free port of 127.0.0.1. */
final class RedisServer implements AutoCloseable {
  private final LoopbackPort port = LoopbackPort.free();
  private final Process process;

  private RedisServer(String executable) throws IOException {
    this.process =
        new ProcessBuilder(
                List.of(
                    executable,
                    "--port",
                    port.toString(),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no"))
            .directory(Files.createTempDirectory("roomcast-redis").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(port::isOpen);
  }

  /** Redis 6.2, which comes with the tests. */
  static RedisServer embedded() throws IOException {
    return new RedisServer(ExecutableProvider.newJarResourceProvider().get().getPath());
  }

  /** The Redis of this system, which must be version 7; without one the test is skipped. */
  static RedisServer system() throws IOException {
    Optional<Path> found = Program.find("redis-server");
    assumeTrue(found.isPresent(), "there is no redis-server on the PATH");
    assumeTrue(version(found.get()) >= 7, "the redis-server on the PATH is older than 7.0");
    return new RedisServer(found.get().toString());
  }

  private static int version(Path executable) throws IOException {
    Process asked = new ProcessBuilder(executable.toString(), "--version").start();
    String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Integer.parseInt(text.replaceAll("(?s).*v=(\\d+)\\..*", "$1"));
  }

  String uri() {
    return "redis://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
