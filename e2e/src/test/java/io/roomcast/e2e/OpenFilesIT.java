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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
  private static final Duration REST = WINDOW.dividedBy(5);

  /** How a client gets hold of a descriptor, and keeps it. */
  @FunctionalInterface
  private interface Arrival {
    RawClient at(Target target) throws IOException;
  }

  /** One that says nothing, one by polling between two polls, one by WebSocket. */
  private static final List<Arrival> ARRIVALS =
      List.of(Target::connectPlain, OpenFilesIT::polling, Target::joined);

  private static RawClient polling(Target target) throws IOException {
    RawClient client = target.connect();
    target.join(client, client.handshake());
    return client;
  }

  static Stream<Arguments> servers() {
    return TransportsUnderTest.each(Wire.PLAIN, Wire.TLS);
  }

  @ParameterizedTest(name = "{1}, server on {0}")
  @MethodSource("servers")
  @DisplayName("serves those who are there, does not spin, and lets others in when some have gone")
  void starved(ServerTransport transport, Wire wire, @TempDir Path folder) throws Exception {
    Process server = start(transport, wire, wire.keysFor(folder.resolve("keys.p12")));
    List<RawClient> crowd = new ArrayList<>();
    try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
      Target target = new Target(wire, Integer.parseInt(said.readLine()));
      Witness.visit(target); // so that all classes are loaded while files can be opened
      try (Witness witness = Witness.at(target)) {
        while (openFiles(server) < LIMIT) {
          assertThat(crowd).as("connections, and still files to open").hasSizeLessThan(2 * LIMIT);
          crowd.add(ARRIVALS.get(crowd.size() % ARRIVALS.size()).at(target));
          witness.isServed();
        }
        for (int i = 0; i < 50; i++) {
          crowd.add(target.connectPlain()); // only the operating system has these
        }
        witness.isServed();

        Duration work = workInWindow(server);
        for (int more = 2; more > 0 && work.compareTo(REST) >= 0; more--) {
          work = workInWindow(server); // in the one before, its JVM may have been compiling
        }
        assertThat(work).as("what the server does with nothing to do").isLessThan(REST);
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

  private static Process start(ServerTransport transport, Wire wire, List<String> options)
      throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -n " + LIMIT + " && exec \"$@\"", "sh", java));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(StarvedServer.class.getName(), transport.toString(), wire.name()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static long openFiles(Process process) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", process.pid() + "", "fd"))) {
      return files.count();
    }
  }

  private static Duration workInWindow(Process server) {
    Duration before = cpuTime(server);
    await().pollDelay(WINDOW).until(() -> true);
    return cpuTime(server).minus(before);
  }

  private static Duration cpuTime(Process process) {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }
}
