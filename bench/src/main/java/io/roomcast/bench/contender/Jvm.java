package io.roomcast.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How JVMs are started: all servers under a load with the same flags. */
public final class Jvm {
  private static final List<String> GENERATOR_FLAGS =
      List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

  /** Every pause of every collector, in microseconds; beans leave some out, and round the rest. */
  private static final String GC_LOG = "-Xlog:gc,gc+phases:stderr:none";

  private final List<String> flags;
  private final Optional<Path> otherHome;

  /**
   * The JVMs of servers.
   *
   * @param flags in place of those of a profile, but where memory is measured; none to keep them
   * @param otherHome the other JDK, where there is one
   */
  public Jvm(List<String> flags, Optional<Path> otherHome) {
    this.flags = List.copyOf(flags);
    this.otherHome = otherHome;
  }

  /** The flags of servers. */
  public List<String> flags(Profile profile) {
    return flags.isEmpty() || profile == Profile.MEMORY ? profile.flags() : flags;
  }

  /** The command of a server. */
  List<String> server(Setting setting, String classPath, String mainClass, List<String> arguments) {
    List<String> quiet = new ArrayList<>(flags(setting.profile()));
    // a client that goes without a word is no news here
    quiet.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
    if (setting.profile() == Profile.SOAK) {
      quiet.add(GC_LOG);
    }
    Path home =
        setting.otherJdk()
            ? otherHome.orElseThrow(() -> new IllegalStateException("there is no other JDK"))
            : ownHome();
    return command(java(home), quiet, classPath, mainClass, arguments);
  }

  /** The command of a program of the bench itself, on its own class path. */
  public static List<String> generator(String mainClass, List<String> arguments) {
    return command(java(ownHome()), GENERATOR_FLAGS, ownClassPath(), mainClass, arguments);
  }

  /** Whether there is a JDK. */
  public static boolean isHome(Path folder) {
    return Files.isExecutable(java(folder));
  }

  /** What a JDK is called: with its version, where it tells that. */
  public static String name(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> "JDK " + line.substring(line.indexOf('=') + 1).replace("\"", ""))
          .findFirst()
          .orElse("the JDK in " + home);
    } catch (IOException e) {
      return "the JDK in " + home;
    }
  }

  private static Path ownHome() {
    return Path.of(System.getProperty("java.home"));
  }

  static Path java(Path home) {
    return home.resolve("bin").resolve("java");
  }

  static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  private static List<String> command(
      Path java, List<String> flags, String classPath, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }
}
