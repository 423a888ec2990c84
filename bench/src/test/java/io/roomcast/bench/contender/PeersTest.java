package io.roomcast.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.roomcast.bench.process.ProcessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", ".npmrc", "server.mjs");

  @TempDir Path module;
  private Path sources;
  private Path target;

  @BeforeEach
  void files() throws IOException {
    sources = Files.createDirectories(module.resolve("peers/node"));
    target = module.resolve("target/peers/node");
    for (String file : FILES) {
      Files.writeString(sources.resolve(file), "one");
    }
  }

  @Test
  @DisplayName("modules are fetched once, and again when what they are made of has changed")
  void once() throws IOException {
    install("echo x >>times");
    install("echo x >>times");
    assertThat(target.resolve("times")).hasContent("x");

    Files.writeString(sources.resolve("server.mjs"), "two");
    install("echo x >>times");
    assertThat(target.resolve("times")).hasContent("x");
    assertThat(target.resolve("server.mjs")).hasContent("two");

    Files.writeString(sources.resolve("package-lock.json"), "two");
    install("echo x >>times");
    assertThat(target.resolve("times")).hasContent("x\nx");
  }

  @Test
  @DisplayName("what was left half done is done again")
  void halfDone() {
    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> install("echo half >modules; exit 1"));
    install("echo whole >modules");
    assertThat(target.resolve("modules")).hasContent("whole");
  }

  @Test
  @DisplayName("a fetch that fails after a change leaves no mark of the one before")
  void failed() throws IOException {
    install("echo one >modules");
    Files.writeString(sources.resolve("package.json"), "two");
    assertThatExceptionOfType(ProcessException.class).isThrownBy(() -> install("exit 1"));
    install("echo two >modules");
    assertThat(target.resolve("modules")).hasContent("two");
  }

  private void install(String script) {
    assertThat(new Peers(module, List.of("sh", "-c", script)).node()).isEqualTo(target);
  }
}
