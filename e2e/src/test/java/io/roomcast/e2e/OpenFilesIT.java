package io.roomcast.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.roomcast.examples.ServerTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server in a process of its own, which may open few files only. It has logged nothing before,
 * and the JDK's log opens a file for its first line: so it cannot even say what is wrong.
 */
@DisplayName("A server without file descriptors")
@EnabledOnOs(value = OS.LINUX, disabledReason = "the limit, and what is open, are Linux's")
class OpenFilesIT {
  private static final int LIMIT = 256;
  private static final Duration WINDOW = Duration.ofSeconds(3);

  @ParameterizedTest(name = "server on {0}")
  @MethodSource("io.roomcast.e2e.TransportsUnderTest#all")
  @DisplayName("serves those who are there, does not spin, and lets others in when some have gone")
  void starved(ServerTransport transport) throws Exception {
    Process server = start(transport);
    List<RawClient> crowd = new ArrayList<>();
    try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
      Target target = new Target(Wire.PLAIN, Integer.parseInt(said.readLine()));
      Witness.visit(target); // so that all classes are loaded while files can be opened
      try (Witness witness = Witness.at(target)) {
        while (openFiles(server) < LIMIT) {
          assertThat(crowd).as("connections, and still files to open").hasSizeLessThan(2 * LIMIT);
          crowd.add(target.connect());
          witness.isServed();
        }
        for (int i = 0; i < 50; i++) {
          crowd.add(target.connect()); // only the operating system has these
        }
        witness.isServed();

        Duration before = cpuTime(server);
        await().pollDelay(WINDOW).until(() -> true);
        assertThat(cpuTime(server).minus(before))
            .as("what the server does with nothing to do")
            .isLessThan(WINDOW.dividedBy(5));
        assertThat(openFiles(server)).as("still none left").isEqualTo(LIMIT);
        witness.isServed();

        for (RawClient client : crowd) {
          client.close();
        }
        Witness.visit(target);
        witness.isServed();
      }
    } finally {
      for (RawClient client : crowd) {
        client.close();
      }
      server.destroyForcibly().waitFor();
    }
  }

  private static Process start(ServerTransport transport) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            "sh",
            "-c",
            "ulimit -n " + LIMIT + " && exec \"$@\"",
            "sh",
            java,
            "-cp",
            System.getProperty("java.class.path"),
            StarvedServer.class.getName(),
            transport.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static long openFiles(Process process) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", process.pid() + "", "fd"))) {
      return files.count();
    }
  }

  private static Duration cpuTime(Process process) {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }
}
