package io.roomcast.e2e.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roomcast.e2e.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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
    return given != null
        ? Optional.of(Path.of(given)).filter(Files::isExecutable)
        : Program.find("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
  }
}
