package io.roomcast.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.examples.RedisProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Redis of this system, for adapters that need version 7. */
final class SystemRedis {
  private SystemRedis() {}

  /** Starts one of its own; where there is none, the test is skipped. */
  static RedisProcess start() throws IOException {
    String[] path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    List<Path> found =
        Stream.of(path)
            .map(directory -> Path.of(directory, "redis-server"))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(!found.isEmpty(), "there is no redis-server on the PATH");
    assumeTrue(version(found.get(0)) >= 7, "the redis-server on the PATH is older than 7.0");
    return RedisProcess.start(found.get(0));
  }

  private static int version(Path executable) throws IOException {
    Process asked = new ProcessBuilder(executable.toString(), "--version").start();
    String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return Integer.parseInt(text.replaceAll("(?s).*v=(\\d+)\\..*", "$1"));
  }
}
