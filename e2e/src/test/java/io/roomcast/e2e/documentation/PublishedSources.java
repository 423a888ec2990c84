package io.roomcast.e2e.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the sources of the public API are: in the packages that the BOM's modules export. */
final class PublishedSources {
  /** The root of the project. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Pattern ARTIFACT =
      Pattern.compile("<artifactId>roomcast-([\\w-]+)</artifactId>");
  private static final Set<String> NOT_MODULES = Set.of("bom"); // the BOM itself
  private static final Pattern EXPORTS =
      Pattern.compile("^\\s*exports ([\\w.]+);", Pattern.MULTILINE);

  private PublishedSources() {}

  /** The folders of the modules: all that the BOM names. */
  static List<Path> modules() throws IOException {
    return names(ARTIFACT, ROOT.resolve("bom/pom.xml")).stream()
        .filter(name -> !NOT_MODULES.contains(name))
        .map(ROOT::resolve)
        .toList();
  }

  /** The files of the exported packages of a module, all of them. */
  static List<Path> files(Path module) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String name : names(EXPORTS, moduleInfo(module))) {
      Path folder = module.resolve("src/main/java").resolve(name.replace('.', '/'));
      try (Stream<Path> files = Files.list(folder)) {
        sources.addAll(files.filter(file -> file.toString().endsWith(".java")).sorted().toList());
      }
    }
    return sources;
  }

  private static Path moduleInfo(Path module) {
    return module.resolve("src/main/java/module-info.java");
  }

  private static List<String> names(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}
