package io.roomcast.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;

import io.roomcast.bench.limit.Writing;
import io.roomcast.bench.server.LimitProcess;
import io.roomcast.bench.server.RoomcastProcess;
import io.roomcast.bench.server.Transports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContendersTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final List<String> FLAGS = List.of("-Xmx77m", "-XX:+UseSerialGC");

  private final Contenders contenders = new Contenders(MODULE, new Jvm(FLAGS));

  @ParameterizedTest
  @EnumSource
  @DisplayName("a server is told its port and its heartbeats, and JVMs get the same flags")
  void own(Contender contender) {
    switch (contender.origin()) {
      case ROOMCAST -> {
        List<String> command = contenders.command(contender, new Launch(81, 25_000, 2));
        assertThat(command).containsSubsequence(FLAGS);
        assertThat(command)
            .endsWith(RoomcastProcess.class.getName(), "81", "25000", contender.detail(), "2");
        assertThat(Transports.valueOf(contender.detail())).hasToString(contender.detail());
        assertThat(contenders.command(contender, new Launch(81, 1, 2, Optional.of("redis://r"))))
            .endsWith("81", "1", contender.detail(), "2", "redis://r");
      }
      case LIMIT -> {
        List<String> command = contenders.command(contender, new Launch(81, 25_000, 0));
        assertThat(command).containsSubsequence(FLAGS);
        assertThat(command)
            .endsWith(LimitProcess.class.getName(), "81", "25000", contender.detail());
        assertThat(Writing.valueOf(contender.detail())).hasToString(contender.detail());
      }
      case MAVEN -> {
        String[] peer = contender.detail().split("/", 2);
        assertThat(MODULE.resolve("peers/pom.xml"))
            .content()
            .contains("<module>" + peer[0] + "</module>");
        assertThat(
                MODULE
                    .resolve("peers")
                    .resolve(peer[0])
                    .resolve("src/main/java/io/roomcast/bench/peer")
                    .resolve(peer[1] + ".java"))
            .isRegularFile();
      }
      case NPM -> {
        Path node = MODULE.resolve("peers").resolve(contender.detail());
        assertThat(node.resolve("server.mjs")).isRegularFile();
        assertThat(node.resolve("package-lock.json"))
            .content()
            .contains("node_modules/socket.io\"", "node_modules/@socket.io/redis-adapter\"")
            .doesNotContain("\"resolved\"");
      }
    }
  }

  @Test
  @DisplayName("no peer is a dependency of the module")
  void outside() throws Exception {
    assertThat(Files.readString(MODULE.resolve("pom.xml")))
        .doesNotContain("netty-socketio", "socket.io-server", "<module>", "Java-WebSocket</art");
  }

  @Test
  @DisplayName("servers are found by their ids")
  void ids() {
    assertThat(Contender.ids()).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z-]+"));
    assertThat(Contender.named("nio-write")).contains(Contender.NIO_WRITE);
    assertThat(Contender.named("nobody")).isEmpty();
    assertThat(Contender.JAVA_WEBSOCKET.speaksSocketIo()).isFalse();
    assertThat(Contender.SOCKETIO_NODE.speaksSocketIo()).isTrue();
  }
}
