package io.roomcast.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.examples.RedisProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The Redis of this system, for adapters that need version 7. */
final class SystemRedis {
  private SystemRedis() {}

  /** Starts one of its own; where there is none, the test is skipped. */
  static RedisProcess start() throws IOException {
    Optional<Path> found = Program.find("redis-server");
    assumeTrue(found.isPresent(), "there is no redis-server on the PATH");
    assumeTrue(version(found.get()) >= 7, "the redis-server on the PATH is older than 7.0");
    return RedisProcess.start(found.get());
  }

  private static int version(Path executable) throws IOException {
    Process asked = new ProcessBuilder(executable.toString(), "--version").start();
    String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Integer.parseInt(text.replaceAll("(?s).*v=(\\d+)\\..*", "$1"));
  }
}
