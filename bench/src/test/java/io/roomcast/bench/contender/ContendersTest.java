package io.roomcast.bench.contender;

import static io.roomcast.bench.contender.Contender.SOCKETIO_NODE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.roomcast.bench.limit.Writing;
import io.roomcast.bench.process.Tool;
import io.roomcast.bench.server.Compression;
import io.roomcast.bench.server.LimitProcess;
import io.roomcast.bench.server.RoomcastProcess;
import io.roomcast.bench.server.Transports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContendersTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final List<String> FLAGS = List.of("-Xmx77m", "-XX:+UseSerialGC");

  private final Contenders contenders = new Contenders(MODULE, new Jvm(FLAGS, Optional.empty()));

  @ParameterizedTest
  @EnumSource
  @DisplayName("a server is told its port and its heartbeats, and JVMs get the same flags")
  void own(Contender contender) {
    switch (contender.origin()) {
      case ROOMCAST -> {
        Setting setting = Setting.DEFAULT.withCpus(2).withCompression(Compression.SHARED);
        List<String> command = contenders.command(contender, new Launch(81, setting));
        String main = RoomcastProcess.class.getName();
        String transport = contender.detail();
        assertThat(command).containsSubsequence(FLAGS);
        assertThat(command).endsWith(main, "81", "25000", transport, "2", "SHARED");
        assertThat(Transports.valueOf(transport)).hasToString(transport);
        Launch clustered = new Launch(81, Setting.DEFAULT.withRedis(), Optional.of("redis://r"));
        assertThat(contenders.command(contender, clustered))
            .endsWith("81", "25000", transport, "0", "NONE", "redis://r");
      }
      case LIMIT -> {
        List<String> command = contenders.command(contender, new Launch(81, Setting.DEFAULT));
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
  @DisplayName("memory is measured in JVMs that are set up for it, whatever flags were asked for")
  void flags() {
    Jvm asked = new Jvm(FLAGS, Optional.empty());
    Jvm usual = new Jvm(List.of(), Optional.empty());
    assertThat(asked.flags(Profile.TRAFFIC)).isEqualTo(FLAGS);
    assertThat(asked.flags(Profile.SOAK)).isEqualTo(FLAGS);
    assertThat(asked.flags(Profile.MEMORY)).isEqualTo(Profile.MEMORY.flags());
    for (Profile profile : Profile.values()) {
      assertThat(usual.flags(profile)).isEqualTo(profile.flags()).isNotEmpty();
    }
  }

  @Test
  @DisplayName("a server is started on the other JDK where it is to be compared")
  void otherJdk() {
    Path home = Path.of("/other");
    Contenders two = new Contenders(MODULE, new Jvm(List.of(), Optional.of(home)));
    Launch other = new Launch(81, Setting.DEFAULT.withOtherJdk());
    assertThat(two.command(Contender.NIO_WRITE, other)).startsWith("/other/bin/java");
    assertThat(two.command(Contender.NIO_WRITE, new Launch(81, Setting.DEFAULT)))
        .startsWith(Jvm.java(Path.of(System.getProperty("java.home"))).toString());
    assertThat(Jvm.isHome(home)).isFalse();
    assertThat(Jvm.isHome(Path.of(System.getProperty("java.home")))).isTrue();
  }

  @Test
  @DisplayName("the long load has a log of its pauses, and no other one has")
  void log() {
    Launch soak = new Launch(81, Setting.DEFAULT.withProfile(Profile.SOAK));
    assertThat(contenders.command(Contender.ROOMCAST_NETTY, soak))
        .anyMatch(word -> word.startsWith("-Xlog:gc"));
    assertThat(contenders.command(Contender.ROOMCAST_NETTY, new Launch(81, Setting.DEFAULT)))
        .noneMatch(word -> word.startsWith("-Xlog:gc"));
  }

  @Test
  @DisplayName("the reference is told of with the adapter and the client that its cluster has")
  void modules(@TempDir Path module) throws Exception {
    assumeTrue(Tool.tryRun(module, List.of("node", "--version")).isPresent(), "no Node.js here");
    Path sources = Files.createDirectories(module.resolve("peers/node"));
    Path target = Files.createDirectories(module.resolve("target/peers/node"));
    for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
      Files.writeString(sources.resolve(file), "{}");
      Files.writeString(target.resolve(file), "{}");
    }
    Files.writeString(sources.resolve("server.mjs"), "");
    Files.createFile(target.resolve("installed"));
    List<String> modules = List.of("socket.io", "ws", "@socket.io/redis-adapter", "redis");
    for (String name : modules) {
      Path folder = Files.createDirectories(target.resolve("node_modules").resolve(name));
      Files.writeString(folder.resolve("package.json"), "{\"version\": \"1.2.3\"}");
    }

    assertThat(new Contenders(module, new Jvm(FLAGS, Optional.empty())).version(SOCKETIO_NODE))
        .startsWith(
            "socket.io 1.2.3, ws 1.2.3, @socket.io/redis-adapter 1.2.3, redis 1.2.3, Node.js v");
  }

  @Test
  @DisplayName("only what the operating system forbids cannot run here")
  void obstacles() {
    assertThat(Contenders.obstacle(Contender.ROOMCAST_NETTY_NIO)).isEmpty();
    assertThat(Contenders.obstacle(Contender.ROOMCAST_JAVA_WEBSOCKET)).isEmpty();
    assertThat(Contenders.obstacle(Contender.NIO_WRITE)).isEmpty();
    assertThat(Contenders.obstacle(Contender.ROOMCAST_NETTY).isEmpty())
        .isEqualTo(Epoll.isAvailable());
    assertThat(Contenders.obstacle(Contender.ROOMCAST_NETTY_IO_URING).isEmpty())
        .isEqualTo(IoUring.isAvailable());
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
