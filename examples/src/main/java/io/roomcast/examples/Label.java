package io.roomcast.examples;

import java.text.Normalizer;
import java.util.Optional;

/** A name that somebody typed: one line, not long, and nothing in it that disturbs other text. */
final class Label {
  private Label() {}

  /**
   * Tidies a name.
   *
   * @param typed anything
   * @param longest in characters, as a reader counts them (code points)
   * @return without spaces around it and with single ones inside; empty where it is not fit
   */
  static Optional<String> of(String typed, int longest) {
    if (typed.length() > 4 * longest) {
      return Optional.empty(); // whatever it is, it is not worth looking at
    }
    String label = Normalizer.normalize(typed, Normalizer.Form.NFC).strip().replaceAll("\\s+", " ");
    boolean fit =
        !label.isEmpty()
            && label.codePointCount(0, label.length()) <= longest
            && label.codePoints().noneMatch(Label::disturbs);
    return fit ? Optional.of(label) : Optional.empty();
  }

  private static boolean disturbs(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> reversesText(character);
    };
  }

  private static boolean reversesText(int character) {
    return (character >= 0x202A && character <= 0x202E)
        || (character >= 0x2066 && character <= 0x2069);
  }
}
