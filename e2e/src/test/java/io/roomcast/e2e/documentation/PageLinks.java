package io.roomcast.e2e.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links and headings of a page of Markdown, as GitHub shows it.
 *
 * @param links where it leads, as they stand there; those of code are none
 * @param anchors the names that GitHub gives its headings
 */
record PageLinks(List<String> links, Set<String> anchors) {
  private static final Pattern FENCE = Pattern.compile(" {0,3}(```|~~~).*");
  private static final Pattern CODE = Pattern.compile("`[^`]*`");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)?\\s*");
  private static final Pattern INLINE = Pattern.compile("\\]\\(\\s*<?([^)\\s>]+)");
  private static final Pattern REFERENCE =
      Pattern.compile(" {0,3}\\[[^\\]]+\\]:\\s*<?([^\\s>]+).*");
  private static final Pattern HTML = Pattern.compile("\\b(?:href|src)=\"([^\"]+)\"");
  private static final Pattern LINK_TEXT = Pattern.compile("!?\\[([^\\]]*)\\]\\([^)]*\\)");

  static PageLinks read(Path file) throws IOException {
    return of(Files.readString(file));
  }

  static PageLinks of(String text) {
    List<String> links = new ArrayList<>();
    Set<String> anchors = new HashSet<>();
    boolean code = false;
    for (String line : text.lines().toList()) {
      if (FENCE.matcher(line).matches()) {
        code = !code;
      } else if (!code) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) {
          anchors.add(unused(anchor(heading.group(1)), anchors));
        }
        links.addAll(links(CODE.matcher(line).replaceAll("")));
      }
    }
    return new PageLinks(List.copyOf(links), Set.copyOf(anchors));
  }

  private static List<String> links(String line) {
    List<String> links = new ArrayList<>();
    for (Pattern kind : List.of(INLINE, HTML)) {
      for (Matcher link = kind.matcher(line); link.find(); ) {
        links.add(link.group(1));
      }
    }
    Matcher reference = REFERENCE.matcher(line);
    if (reference.matches()) {
      links.add(reference.group(1));
    }
    return links;
  }

  /** Letters, digits, hyphens and underscores of the heading, in lower case; blanks are hyphens. */
  static String anchor(String heading) {
    return LINK_TEXT
        .matcher(heading)
        .replaceAll("$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\p{M} _-]", "")
        .replace(' ', '-');
  }

  /** The second heading of a name gets a number. */
  private static String unused(String anchor, Set<String> anchors) {
    String name = anchor;
    for (int number = 1; anchors.contains(name); number++) {
      name = anchor + "-" + number;
    }
    return name;
  }
}
