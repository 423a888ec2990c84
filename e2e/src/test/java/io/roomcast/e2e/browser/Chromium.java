package io.roomcast.e2e.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The browser of this machine: the environment variable {@code CHROMIUM}, or else a Chromium or
 * Chrome on the PATH. Where there is none the tests that need it are skipped with a reason, except
 * on a CI machine, where that is a failure.
 */
final class Chromium {
  private static final String MISSING =
      "Chromium is needed for the tests of the chat pages: install your system's package"
          + " \"chromium\", or say where it is with the environment variable CHROMIUM";

  private Chromium() {}

  /** Skips the calling test where there is no browser. */
  static Path assumeInstalled() {
    Optional<Path> program = find();
    if (program.isEmpty() && System.getenv("CI") != null) {
      throw new IllegalStateException(MISSING);
    }
    assumeTrue(program.isPresent(), MISSING);
    return program.orElseThrow();
  }

  private static Optional<Path> find() {
    String given = System.getenv("CHROMIUM");
    Stream<Path> candidates =
        given != null
            ? Stream.of(Path.of(given))
            : Stream.of("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
                .flatMap(Chromium::onPath);
    return candidates.filter(Files::isExecutable).findFirst();
  }

  private static Stream<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name));
  }
}
