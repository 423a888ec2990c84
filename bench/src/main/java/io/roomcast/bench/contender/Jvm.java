package io.roomcast.bench.contender;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How JVMs are started: all servers with the same flags. */
public final class Jvm {
  /** The flags of every server on the JVM. */
  public static final List<String> DEFAULT_FLAGS =
      List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");

  private static final List<String> GENERATOR_FLAGS =
      List.of("-Xms1g", "-Xmx1g", "-XX:+UseSerialGC");

  private final List<String> flags;

  public Jvm(List<String> flags) {
    this.flags = List.copyOf(flags);
  }

  /** The command of a server. */
  public List<String> server(String classPath, String mainClass, List<String> arguments) {
    List<String> quiet = new ArrayList<>(flags);
    // a client that goes without a word is no news here
    quiet.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
    return command(quiet, classPath, mainClass, arguments);
  }

  /** The command of a program of the bench itself, on its own class path. */
  public static List<String> generator(String mainClass, List<String> arguments) {
    return command(GENERATOR_FLAGS, ownClassPath(), mainClass, arguments);
  }

  static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  private static List<String> command(
      List<String> flags, String classPath, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-cp");
    command.add(classPath);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  @Override
  public String toString() {
    return String.join(" ", flags);
  }
}
