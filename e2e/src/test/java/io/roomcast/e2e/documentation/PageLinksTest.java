package io.roomcast.e2e.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The links of the pages")
class PageLinksTest {
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*|//.*");

  @Test
  @DisplayName("lead to files and headings that are there")
  void resolve() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (Path folder : List.of(PublishedSources.ROOT, PublishedSources.ROOT.resolve("docs"))) {
      try (Stream<Path> files = Files.list(folder)) {
        files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
      }
    }
    assertThat(pages)
        .extracting(page -> PublishedSources.ROOT.relativize(page).toString().replace('\\', '/'))
        .contains("README.md", "README.ko.md", "CONTRIBUTING.md", "docs/architecture.md");
    List<String> dead = new ArrayList<>();
    for (Path page : pages) {
      dead.addAll(deadLinks(page));
    }
    assertThat(dead).isEmpty();
  }

  @Test
  @DisplayName("are noticed where they are dead, and only there")
  void notices(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("other.md"), "# Here\n\n## Say `this()`, twice\n## Here\n");
    Path page =
        Files.writeString(
            folder.resolve("page.md"),
            """
            # Über uns
            [a](other.md) [b](other.md#here) [c](other.md#here-1) [d](other.md#say-this-twice)
            [e](#über-uns) [f](https://example.com/nowhere) [g](../%s) `[no](link.md)`
            [h]: other.md#there
            [i](gone.md) [j](#about) [k](other.md#Here) <a href="gone.html">l</a> [m](other.md#here-2)
            ```
            # no heading
            [no](link.md)
            ```
            [n](#no-heading) ![o](picture.png)
            """
                .formatted(folder.getFileName()));

    assertThat(deadLinks(page))
        .containsExactlyInAnyOrder(
            "page.md: other.md#there",
            "page.md: gone.md",
            "page.md: #about",
            "page.md: other.md#Here",
            "page.md: gone.html",
            "page.md: other.md#here-2",
            "page.md: #no-heading",
            "page.md: picture.png");
  }

  private static List<String> deadLinks(Path page) throws IOException {
    List<String> dead = new ArrayList<>();
    for (String link : PageLinks.read(page).links()) {
      if (!ELSEWHERE.matcher(link).matches() && !resolves(page, link)) {
        dead.add(page.getFileName() + ": " + link);
      }
    }
    return dead;
  }

  private static boolean resolves(Path page, String link) throws IOException {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page : page.resolveSibling(file);
    return Files.exists(target)
        && (hash < 0 || PageLinks.read(target).anchors().contains(link.substring(hash + 1)));
  }
}
