package io.roomcast.bench.contender;

import io.roomcast.bench.process.ProcessException;
import io.roomcast.bench.process.Tool;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The servers of others. They are fetched and compiled when they are first needed, by Maven and npm
 * and outside of Roomcast's own build, to {@code target/peers}.
 */
final class Peers {
  private static final String SCRIPT = "server.mjs";
  private static final List<String> MODULE_FILES =
      List.of("package.json", "package-lock.json", ".npmrc");
  private static final String MARK = "installed";

  private final Path sources;
  private final Path target;
  private final List<String> install;
  private final Set<String> fetched = new HashSet<>();

  /** Those of a module's folder. */
  Peers(Path module) {
    this(module, List.of("npm", "ci", "--no-audit", "--no-fund"));
  }

  /**
   * The same.
   *
   * @param install what fetches modules for Node.js to the folder in which it is run
   */
  Peers(Path module, List<String> install) {
    this.install = install;
    sources = module.resolve("peers");
    target = module.resolve("target").resolve("peers");
  }

  /** The class path of a peer on the JVM. Blocks while it is fetched. */
  String classPath(String peer) {
    if (fetched.add(peer)) {
      List<String> maven = List.of("mvn", "-q", "-B", "-ntp", "compile", "-am", "-pl", peer);
      Tool.run(sources, maven, Tool.LONG);
    }
    Path folder = target.resolve(peer);
    try {
      List<String> entries = new ArrayList<>();
      entries.add(folder.resolve("classes").toString());
      entries.add(Files.readString(folder.resolve("classpath")).strip());
      return String.join(File.pathSeparator, entries);
    } catch (IOException e) {
      throw new ProcessException(peer + " was not built: " + e.getMessage(), e);
    }
  }

  /** The folder with the script and its modules. Blocks while they are fetched. */
  Path node() {
    Path folder = target.resolve("node");
    if (fetched.add("node")) {
      try {
        install(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder;
  }

  /**
   * Copies the files and fetches the modules. The mark is set last and taken away first, so that
   * what was interrupted is done again, whatever it has left.
   */
  private void install(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path mark = folder.resolve(MARK);
    boolean fetched = Files.exists(mark);
    for (String file : MODULE_FILES) {
      fetched &= isSame(sources.resolve("node").resolve(file), folder.resolve(file));
    }
    if (!fetched) {
      Files.deleteIfExists(mark);
    }
    for (String file : MODULE_FILES) {
      copy(file, folder);
    }
    copy(SCRIPT, folder);
    if (!fetched) {
      // npm removes the modules that are there before it begins
      Tool.run(folder, install, Tool.LONG);
      Files.createFile(mark);
    }
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.exists(other) && Files.mismatch(one, other) < 0;
  }

  private void copy(String file, Path folder) throws IOException {
    Path from = sources.resolve("node").resolve(file);
    Files.copy(from, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
  }
}
