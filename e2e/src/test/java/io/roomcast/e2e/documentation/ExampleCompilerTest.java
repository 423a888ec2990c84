package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The check of examples")
class ExampleCompilerTest {
  private static final Path FILE = Path.of("docs", "page.md");

  @DisplayName("takes statements, types, members of a class and single expressions")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.emit(\"news\");",
        "Server io = Server.builder().transport(transport).build();\nio.start().join();",
        "record Point(int x, int y) {}\nsocket.on(\"move\", Point.class, to -> log.info(\"{}\", to));",
        "import java.util.zip.CRC32;\n\nnew CRC32().update(shop.script());",
        "public static void main(String[] args) {\n  io.start().join();\n}",
        "public class Chat {\n  private final Server io = null;\n}",
        "io.to(\"lobby\").emit(\"news\")"
      })
  void takes(String code) {
    assertThat(problems(code)).isEmpty();
  }

  @DisplayName("names the page and the line of what does not compile, be it a warning")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.emit(\"news\");\nio.shout(\"news\");",
        "io.emit(\"news\");\nio.to(\"lobby\")",
        "io.emit(\"news\");\n...",
        "io.emit(\"news\");\nint count = \"many\";",
        "int count;\nlog.info(\"{}\", count);",
        "io.emit(\"news\");\nList orders = new ArrayList<Order>();",
        "import java.util.zip.CRC32;\nnew CRC32().shout();"
      })
  void refuses(String code) {
    assertThat(problems("io.emit(\"fine\");", code))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem).startsWith(FILE + ":21: "));
  }

  private static List<String> problems(String... examples) {
    return ExampleCompiler.problems(
        List.of(examples).stream().map(code -> new Example(FILE, 20, code)).toList());
  }
}
