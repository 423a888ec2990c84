package io.roomcast.bench.contender;

import io.roomcast.bench.process.Tool;
import io.roomcast.bench.server.Transports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Knows how to start each contender, and which version of it that is. */
public final class Contenders {
  private static final String SERVERS = "io.roomcast.bench.server.";
  private static final String PEERS = "io.roomcast.bench.peer.";
  private static final Pattern JARS =
      Pattern.compile(
          "/(Java-WebSocket|netty-socketio|socket\\.io-server|jetty-server)-(\\d[^/]*)\\.jar");
  private static final List<String> MODULES =
      List.of("socket.io", "ws", "@socket.io/redis-adapter", "redis");
  private static final Pattern NPM_VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");

  private final Path module;
  private final Jvm jvm;
  private final Peers peers;

  /**
   * The contenders.
   *
   * @param module the folder of the bench
   * @param jvm what servers on the JVM are started with
   */
  public Contenders(Path module, Jvm jvm) {
    this.module = module;
    this.jvm = jvm;
    this.peers = new Peers(module);
  }

  /** The command that starts one. Blocks while a peer is fetched. */
  public List<String> command(Contender contender, Launch launch) {
    List<String> arguments = new ArrayList<>();
    arguments.add(String.valueOf(launch.port()));
    Setting setting = launch.setting();
    arguments.add(String.valueOf(setting.pingInterval().toMillis()));
    return switch (contender.origin()) {
      case ROOMCAST -> {
        arguments.add(contender.detail());
        arguments.add(String.valueOf(setting.loops()));
        arguments.add(setting.compression().toString());
        launch.redis().ifPresent(arguments::add);
        yield jvm.server(setting, Jvm.ownClassPath(), SERVERS + "RoomcastProcess", arguments);
      }
      case LIMIT -> {
        arguments.add(contender.detail());
        yield jvm.server(setting, Jvm.ownClassPath(), SERVERS + "LimitProcess", arguments);
      }
      case MAVEN -> {
        String mainClass = contender.detail().substring(peer(contender).length() + 1);
        String classPath = peers.classPath(peer(contender));
        yield jvm.server(setting, classPath, PEERS + mainClass, arguments);
      }
      case NPM -> {
        launch.redis().ifPresent(arguments::add);
        arguments.addAll(
            0, List.of("node", "--expose-gc", peers.node().resolve("server.mjs").toString()));
        yield arguments;
      }
    };
  }

  /** Why it cannot run on this machine, or empty. */
  public static Optional<String> obstacle(Contender contender) {
    return contender.origin() == Contender.Origin.ROOMCAST
        ? Transports.valueOf(contender.detail()).obstacle()
        : Optional.empty();
  }

  /** What it is made of, with versions. Blocks while a peer is fetched. */
  public String version(Contender contender) {
    return switch (contender.origin()) {
      case ROOMCAST, LIMIT -> "commit " + new SourceTree(module).commit();
      case MAVEN -> {
        List<String> jars = new ArrayList<>();
        Matcher matcher = JARS.matcher(peers.classPath(peer(contender)));
        while (matcher.find()) {
          jars.add(matcher.group(1) + " " + matcher.group(2));
        }
        yield String.join(", ", jars);
      }
      case NPM -> {
        Path folder = peers.node();
        String node = Tool.run(folder, List.of("node", "--version"), Tool.SHORT);
        List<String> modules = new ArrayList<>();
        MODULES.forEach(name -> modules.add(name + " " + npm(folder, name)));
        yield String.join(", ", modules) + ", Node.js " + node;
      }
    };
  }

  private static String npm(Path folder, String name) {
    String text = text(folder.resolve("node_modules").resolve(name).resolve("package.json"));
    Matcher version = NPM_VERSION.matcher(text);
    return version.find() ? version.group(1) : "unknown";
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String peer(Contender contender) {
    return contender.detail().substring(0, contender.detail().indexOf('/'));
  }
}
