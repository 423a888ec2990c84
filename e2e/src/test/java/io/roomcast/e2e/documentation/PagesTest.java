package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The pages of the documentation")
class PagesTest {
  private static List<Page> pages;

  @BeforeAll
  static void read() throws IOException {
    pages = Page.below(PublishedSources.ROOT);
  }

  @Test
  @DisplayName("have examples that compile")
  void examplesCompile() {
    List<Example> examples = pages.stream().flatMap(page -> page.examples().stream()).toList();
    assertThat(examples)
        .extracting(example -> example.file().toString().replace('\\', '/'))
        .contains("README.md", "README.ko.md", "docs/guide.md", "docs/testing.md");
    assertThat(ExampleCompiler.problems(examples)).isEmpty();
  }

  @Test
  @DisplayName("quote code that is compiled, to the letter")
  void quotationsAreCode() throws IOException {
    List<String> wrong = new ArrayList<>();
    int count = 0;
    for (Page page : pages) {
      for (Page.Quotation quotation : page.quotations()) {
        String source = Files.readString(PublishedSources.ROOT.resolve(quotation.source()));
        if (!source.replace("\r\n", "\n").contains(quotation.example().code())) {
          wrong.add(quotation.example().at(0) + " is not in " + quotation.source());
        }
        count++;
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(count).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"  ```java", "~~~java", "```java title", "``` Java", "> ```java", "- ```java"})
  @DisplayName("have no Java that is fenced otherwise, which would not be compiled")
  void otherFences(String fence, @TempDir Path root) throws IOException {
    Files.createDirectory(root.resolve("docs"));
    Files.writeString(root.resolve("page.md"), "# A page\n\n" + fence + "\nint some;\n```\n");

    assertThatThrownBy(() -> Page.below(root)).hasMessageContaining("page.md:3");
  }

  @Test
  @DisplayName("may have JavaScript")
  void javaScript(@TempDir Path root) throws IOException {
    Files.createDirectory(root.resolve("docs"));
    Files.writeString(root.resolve("page.md"), "```javascript\nlet some;\n```\n");

    assertThat(Page.below(root))
        .singleElement()
        .satisfies(it -> assertThat(it.examples()).isEmpty());
  }

  @Test
  @DisplayName("are searched for blocks, quotations and the code of tables that say what to write")
  void found(@TempDir Path root) throws IOException {
    Files.createDirectory(root.resolve("docs"));
    Files.writeString(
        root.resolve("docs/page.md"),
        """
        # A page

        ```java
        io.emit("news");
        ```

        <!-- core/src/Some.java -->
        ```java
        int some;
        ```

        | to … | write |
        |---|---|
        | send `this` | `socket.emit("a")`, or `socket.send("b")` |

        | a | b |
        |---|---|
        | `c` | `d` |
        """);
    Page page = Page.below(root).get(0);
    Path file = Path.of("docs", "page.md");
    assertThat(page.examples())
        .containsExactly(
            new Example(file, 4, "io.emit(\"news\");\n"),
            new Example(file, 14, "socket.emit(\"a\")"),
            new Example(file, 14, "socket.send(\"b\")"));
    assertThat(page.quotations())
        .containsExactly(
            new Page.Quotation(new Example(file, 9, "int some;\n"), Path.of("core/src/Some.java")));
  }
}
