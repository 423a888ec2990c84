package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The Javadoc of the published modules")
class JavadocExamplesTest {
  private static PublicApi api;

  @BeforeAll
  static void read() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Path module : PublishedSources.modules()) {
      sources.addAll(PublishedSources.files(module));
    }
    api = PublicApi.of(PublishedSources.ROOT, sources);
  }

  @Test
  @DisplayName("has examples that compile")
  void examplesCompile() {
    assertThat(api.examples().size()).isGreaterThan(80);
    assertThat(ExampleCompiler.problems(api.examples())).isEmpty();
  }

  @Test
  @DisplayName("shows an example of every public type, or says whose example shows it")
  void everyTypeIsShown() {
    assertThat(api.missing()).isEmpty();
  }

  @Test
  @DisplayName("has nothing preformatted but examples")
  void onlyExamplesArePreformatted() {
    assertThat(api.malformed()).isEmpty();
  }

  @Test
  @DisplayName("is that of all modules in the BOM, each of which exports something")
  void modules() throws IOException {
    List<Path> modules = PublishedSources.modules();
    assertThat(modules).contains(PublishedSources.ROOT.resolve("core"));
    for (Path module : modules) {
      assertThat(PublishedSources.files(module)).as("public sources of %s", module).isNotEmpty();
    }
  }
}
